package detectors

// paymentTokenRows are keys of payment services and shops.
var paymentTokenRows = []Detector{
	{
		ID: "STRIPE_CREDENTIALS", Title: "Stripe key", Category: Credentials,
		Pattern:  `(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{12,}|whsec_[A-Za-z0-9+/]{32,}={0,2}`,
		Keywords: []string{"stripe"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.stripe.com/keys",
		Finds: []string{
			"stripe_token: \"«sk_live_{alnum:24}»\"\n",
			"id,value\n7,«whsec_{alnum:32}»\n",
		},
		Ignores: []string{
			"stripe cut: sk_live_{alnum:4}",
			"stripe key: sk_live_{repeat:x:24}",
			"sk_test_{alnum:12}arjtT1zdp7dc",
			"pk_test_{alnum:10}EDq54NiTphI7jx",
		},
	},
	{
		ID: "PAYPAL_BRAINTREE_TOKEN", Title: "Braintree access token", Category: Credentials,
		Pattern:  `access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}`,
		Keywords: []string{"braintree", "paypal"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://developer.paypal.com/braintree/docs/guides/extend/oauth/access-tokens",
		Finds: []string{
			"I pasted «access_token$production${loweralnum:16}${hex:32}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «access_token$sandbox${loweralnum:16}${hex:32}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"braintree cut: access_token$production${loweralnum:16}${hex:6}",
			"braintree key: access_token$production${repeat:x:16}${repeat:0:32}",
		},
	},
	{
		ID: "SQUARE_ACCESS_TOKEN", Title: "Square token", Category: Credentials,
		Pattern:  `EAAA[A-Za-z0-9_-]{60}|sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43}`,
		Keywords: []string{"square"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://developer.squareup.com/docs/build-basics/access-tokens",
		Finds: []string{
			"curl -H 'X-Api-Key: «EAAA{base64url:59}4»' https://api.acme-demo.io/v1",
			"I pasted «sq0csp-{base64url:42}4» into the chat, sorry.",
		},
		Ignores: []string{
			"square cut: EAAA{base64url:11}",
			"square key: EAAA{repeat:x:59}4",
		},
	},
	{
		ID: "PLAID_TOKEN", Title: "Plaid access token", Category: Credentials,
		Pattern:  `access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
		Keywords: []string{"plaid"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://plaid.com/docs/api/items/",
		Finds: []string{
			"const k = '«access-sandbox-{uuid}»'; // rotate in May",
			"{\"id\":7,\"plaid_token\":\"«access-production-{uuid}»\"}",
		},
		Ignores: []string{
			"plaid cut: access-sandbox-{hex:9}",
			"plaid key: access-sandbox-00000000-0000-4000-8000-000000000000",
		},
	},
	{
		ID: "ADYEN_API_KEY", Title: "Adyen API key", Category: Credentials,
		Pattern:  `AQE[a-z][A-Za-z0-9+/]{60,150}-[A-Za-z0-9+/=]{20,70}-[^\s"\'<>]{10,40}`,
		Keywords: []string{"adyen"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.adyen.com/development-resources/api-credentials/",
		Finds: []string{
			"curl -H 'X-Api-Key: «AQEy{base64:80}-{base64:43}=-{alnum:16}»' https://api.acme-demo.io/v1",
			"I pasted «AQEy{base64:80}-{base64:43}=-{alnum:16}» into the chat, sorry.",
		},
		Ignores: []string{
			"adyen cut: AQEy{base64:16}",
			"adyen key: AQEy{repeat:x:80}-{repeat:x:43}=-{repeat:x:16}",
		},
	},
	{
		ID: "RAZORPAY_KEY", Title: "Razorpay key id", Category: Credentials,
		Pattern:  `rzp_(?:live|test)_[A-Za-z0-9]{14}`,
		Keywords: []string{"razorpay"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://razorpay.com/docs/api/authentication/",
		Finds: []string{
			"const k = '«rzp_live_{alnum:14}»'; // rotate in May",
			"{\"id\":7,\"razorpay_token\":\"«rzp_test_{alnum:14}»\"}",
		},
		Ignores: []string{
			"razorpay cut: rzp_live_{alnum:2}",
			"razorpay key: rzp_live_{repeat:x:14}",
		},
	},
	{
		ID: "FLUTTERWAVE_KEY", Title: "Flutterwave key", Category: Credentials,
		Pattern:  `FLWSECK(?:_TEST)?-[A-Za-z0-9]{32}-X`,
		Keywords: []string{"flutterwave"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://developer.flutterwave.com/docs/authentication",
		Finds: []string{
			"{\"id\":7,\"flutterwave_token\":\"«FLWSECK-{hex:32}-X»\"}",
			"const k = '«FLWSECK_TEST-{alnum:32}-X»'; // rotate in May",
		},
		Ignores: []string{
			"flutterwave cut: FLWSECK-{hex:6}",
			"flutterwave key: FLWSECK-{repeat:0:32}-X",
		},
	},
	{
		ID: "PAYSTACK_KEY", Title: "Paystack secret key", Category: Credentials,
		Pattern:  `sk_(?:live|test)_[a-f0-9]{40}`,
		Keywords: []string{"paystack"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://paystack.com/docs/api/authentication/",
		Finds: []string{
			"I pasted «sk_live_{hex:40}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «sk_test_{hex:40}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"paystack cut: sk_live_{hex:8}",
			"paystack key: sk_live_{repeat:0:40}",
		},
	},
	{
		ID: "SHOPIFY_TOKEN", Title: "Shopify token", Category: Credentials,
		Pattern:  `shp(?:at|ca|pa|ss|tka|rt|ua)_[a-fA-F0-9]{32}`,
		Keywords: []string{"shopify"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://shopify.dev/docs/apps/build/authentication-authorization",
		Finds: []string{
			"const k = '«shpat_{hex:32}»'; // rotate in May",
			"{\"id\":7,\"shopify_token\":\"«shpss_{hex:32}»\"}",
		},
		Ignores: []string{
			"shopify cut: shpat_{hex:6}",
			"shopify key: shpat_{repeat:0:32}",
		},
	},
	{
		ID: "SHIPPO_TOKEN", Title: "Shippo token", Category: Credentials,
		Pattern:  `shippo_(?:live|test)_[a-f0-9]{40}`,
		Keywords: []string{"shippo"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.goshippo.com/docs/guides_general/authentication/",
		Finds: []string{
			"I pasted «shippo_live_{hex:40}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «shippo_test_{hex:40}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"shippo cut: shippo_live_{hex:8}",
			"shippo key: shippo_live_{repeat:0:40}",
		},
	},
	{
		ID: "EASYPOST_KEY", Title: "EasyPost key", Category: Credentials,
		Pattern:  `EZ[AT]K[A-Za-z0-9]{54}`,
		Keywords: []string{"easypost"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.easypost.com/docs/authentication",
		Finds: []string{
			"curl -H 'X-Api-Key: «EZAK{alnum:54}»' https://api.acme-demo.io/v1",
			"I pasted «EZTK{alnum:54}» into the chat, sorry.",
		},
		Ignores: []string{
			"easypost cut: EZAK{alnum:10}",
			"easypost key: EZAK{repeat:x:54}",
		},
	},
	{
		ID: "DUFFEL_TOKEN", Title: "Duffel token", Category: Credentials,
		Pattern:  `duffel_(?:live|test)_[A-Za-z0-9_=-]{43}`,
		Keywords: []string{"duffel"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://duffel.com/docs/api/overview/making-requests",
		Finds: []string{
			"{\"id\":7,\"duffel_token\":\"«duffel_live_{base64url:42}4»\"}",
			"const k = '«duffel_test_{base64url:42}4»'; // rotate in May",
		},
		Ignores: []string{
			"duffel cut: duffel_live_{base64url:8}",
			"duffel key: duffel_live_{repeat:x:42}4",
		},
	},
	{
		ID: "COINBASE_API_KEY", Title: "Coinbase API key", Category: Credentials,
		Pattern:         `[A-Za-z0-9_-]{32,64}`,
		Keywords:        []string{"coinbase"},
		KeywordRequired: true,
		Valid:           isRandom,
		Tier:            C,
		Source:          "https://docs.cdp.coinbase.com/",
		Finds: []string{
			"coinbase = «{alnum:40}»\n",
			"{\"coinbase\":\"«{alnum:40}»\"}",
		},
		Ignores: []string{
			"coinbase cut: {alnum:8}",
			"coinbase key: {repeat:x:40}",
			"no word for it: {alnum:40}",
		},
	},
}
