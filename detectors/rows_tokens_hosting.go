package detectors

// hostingTokenRows are keys and tokens of other clouds and of hosting services.
var hostingTokenRows = []Detector{
	{
		ID: "ALIBABA_ACCESS_KEY_ID", Title: "Alibaba Cloud access key id", Category: Credentials,
		Pattern:  `LTAI[A-Za-z0-9]{12,20}`,
		Keywords: []string{"alibaba", "aliyun"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
		Finds: []string{
			"const k = '«LTAI{alnum:20}»'; // rotate in May",
			"{\"id\":7,\"alibaba_token\":\"«LTAI{alnum:20}»\"}",
		},
		Ignores: []string{
			"alibaba cut: LTAI{alnum:4}",
			"alibaba key: LTAI{repeat:x:20}",
		},
	},
	{
		ID: "TENCENT_SECRET_ID", Title: "Tencent Cloud secret id", Category: Credentials,
		Pattern:  `AKID[A-Za-z0-9]{32}`,
		Keywords: []string{"tencent"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://www.tencentcloud.com/document/product/598",
		Finds: []string{
			"const k = '«AKID{alnum:32}»'; // rotate in May",
			"{\"id\":7,\"tencent_token\":\"«AKID{alnum:32}»\"}",
		},
		Ignores: []string{
			"tencent cut: AKID{alnum:6}",
			"tencent key: AKID{repeat:x:32}",
		},
	},
	{
		ID: "DIGITALOCEAN_TOKEN", Title: "DigitalOcean token", Category: Credentials,
		Pattern:  `do[opr]_v1_[a-f0-9]{64}`,
		Keywords: []string{"digitalocean"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
		Finds: []string{
			"I pasted «dop_v1_{hex:64}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «dor_v1_{hex:64}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"digitalocean cut: dop_v1_{hex:12}",
			"digitalocean key: dop_v1_{repeat:0:64}",
		},
	},
	{
		ID: "DIGITALOCEAN_SPACES_KEY", Title: "DigitalOcean Spaces key id", Category: Credentials,
		Pattern:  `DO00[A-Z0-9]{16}|DO801[A-Z0-9]{15}`,
		Keywords: []string{"spaces"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://docs.digitalocean.com/products/spaces/how-to/manage-access/",
		Finds: []string{
			"spaces_token: \"«DO00{upperalnum:16}»\"\n",
			"id,value\n7,«DO801{upperalnum:15}»\n",
		},
		Ignores: []string{
			"spaces cut: DO00{upperalnum:3}",
			"spaces key: DO00{repeat:X:16}",
		},
	},
	{
		ID: "HEROKU_API_KEY", Title: "Heroku API key", Category: Credentials,
		Pattern:  `HRKU-AA[0-9a-zA-Z_-]{58}`,
		Keywords: []string{"heroku"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://devcenter.heroku.com/articles/authentication",
		Finds: []string{
			"2026-03-02 12:00:01 INFO upload begins with «HRKU-AA{base64url:57}4» as its key",
			"export HEROKU_TOKEN=«HRKU-AA{base64url:57}4»\n",
		},
		Ignores: []string{
			"heroku cut: HRKU-AA{base64url:11}",
			"heroku key: HRKU-AA{repeat:x:57}4",
		},
	},
	{
		ID: "SCALEWAY_ACCESS_KEY", Title: "Scaleway access key id", Category: Credentials,
		Pattern:  `SCW[A-Z0-9]{17}`,
		Keywords: []string{"scaleway"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/",
		Finds: []string{
			"2026-03-02 12:00:01 INFO upload begins with «SCW{upperalnum:17}» as its key",
			"export SCALEWAY_TOKEN=«SCW{upperalnum:17}»\n",
		},
		Ignores: []string{
			"scaleway cut: SCW{upperalnum:3}",
			"scaleway key: SCW{repeat:X:17}",
		},
	},
	{
		ID: "FLYIO_TOKEN", Title: "Fly.io token", Category: Credentials,
		Pattern:  `fo1_[A-Za-z0-9_-]{43}|fm1[ar]_[A-Za-z0-9+/]{100,}={0,3}|fm2_[A-Za-z0-9+/]{100,}={0,3}`,
		Keywords: []string{"fly"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://fly.io/docs/security/tokens/",
		Finds: []string{
			"I pasted «fo1_{base64url:42}4» into the chat, sorry.",
			"curl -H 'X-Api-Key: «fm2_{base64:160}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"fly cut: fo1_{base64url:8}",
			"fly key: fo1_{repeat:x:42}4",
		},
	},
	{
		ID: "RENDER_API_KEY", Title: "Render API key", Category: Credentials,
		Pattern:  `rnd_[A-Za-z0-9]{28,32}`,
		Keywords: []string{"render"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://render.com/docs/api",
		Finds: []string{
			"id,value\n7,«rnd_{alnum:28}»\n",
			"render_token: \"«rnd_{alnum:28}»\"\n",
		},
		Ignores: []string{
			"render cut: rnd_{alnum:5}",
			"render key: rnd_{repeat:x:28}",
		},
	},
	{
		ID: "VERCEL_TOKEN", Title: "Vercel token", Category: Credentials,
		Pattern:  `vc[pcairk]_[A-Za-z0-9_-]{56}`,
		Keywords: []string{"vercel"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://vercel.com/docs/rest-api",
		Finds: []string{
			"{\"id\":7,\"vercel_token\":\"«vcp_{base64url:55}4»\"}",
			"const k = '«vcp_{base64url:55}4»'; // rotate in May",
		},
		Ignores: []string{
			"vercel cut: vcp_{base64url:11}",
			"vercel key: vcp_{repeat:x:55}4",
		},
	},
	{
		ID: "NETLIFY_TOKEN", Title: "Netlify token", Category: Credentials,
		Pattern:  `nf[pcoub]_[A-Za-z0-9_-]{36,40}`,
		Keywords: []string{"netlify"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.netlify.com/api/get-started/",
		Finds: []string{
			"export NETLIFY_TOKEN=«nfp_{alnum:36}»\n",
			"2026-03-02 12:00:01 INFO upload begins with «nfp_{alnum:36}» as its key",
		},
		Ignores: []string{
			"netlify cut: nfp_{alnum:7}",
			"netlify key: nfp_{repeat:x:36}",
		},
	},
	{
		ID: "CLOUDFLARE_API_TOKEN", Title: "Cloudflare API token", Category: Credentials,
		Pattern:  `cf(?:ut|at|k)_[A-Za-z0-9_-]{40,60}`,
		Keywords: []string{"cloudflare", "cf_api_token", "x-auth-key"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",
		Finds: []string{
			"export CLOUDFLARE_TOKEN=«cfut_{alnum:40}»\n",
			"2026-03-02 12:00:01 INFO upload begins with «cfat_{alnum:48}» as its key",
		},
		Ignores: []string{
			"cloudflare cut: cfut_{alnum:8}",
			"cloudflare key: cfut_{repeat:x:40}",
		},
	},
	{
		ID: "CLOUDFLARE_ORIGIN_CA_KEY", Title: "Cloudflare origin CA key", Category: Credentials,
		Pattern:  `v1\.0-[a-f0-9]{24}-[a-f0-9]{146}`,
		Keywords: []string{"cloudflare"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
		Finds: []string{
			"{\"id\":7,\"cloudflare_token\":\"«v1.0-{hex:24}-{hex:146}»\"}",
			"const k = '«v1.0-{hex:24}-{hex:146}»'; // rotate in May",
		},
		Ignores: []string{
			"cloudflare cut: v1.0-{hex:24}-{hex:29}",
			"cloudflare key: v1.0-{repeat:0:24}-{repeat:0:146}",
		},
	},
	{
		ID: "YANDEX_API_KEY", Title: "Yandex Cloud key", Category: Credentials,
		Pattern:  `AQVN[A-Za-z0-9_-]{35,38}|t1\.[A-Za-z0-9_-]+={0,2}\.[A-Za-z0-9_-]{86}={0,2}`,
		Keywords: []string{"yandex"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
		Finds: []string{
			"yandex_token: \"«AQVN{alnum:36}»\"\n",
			"id,value\n7,«t1.{base64url:80}.{base64url:85}4»\n",
		},
		Ignores: []string{
			"yandex cut: AQVN{alnum:7}",
			"yandex key: AQVN{repeat:x:36}",
		},
	},
}
