package detectors

// pathTokenRows are tokens that stand in the path of a URL, and secrets in calls.
var pathTokenRows = []Detector{
	{
		ID: "THINGSBOARD_DEVICE_URL", Title: "ThingsBoard device URL with its token", Category: Credentials,
		Pattern:  `api/v1/([A-Za-z0-9]{20})/(?:telemetry|attributes|rpc|claim|provision|firmware)`,
		Keywords: []string{"thingsboard"},
		Valid:    isRandom,
		Tier:     B,
		Source:   "https://thingsboard.io/docs/reference/http-api/",
		Finds: []string{
			"curl -d '{}' http://things.acme-demo.io:8080/api/v1/«{alnum:20}»/telemetry",
			`"url": "https://thingsboard.cloud/api/v1/«{loweralnum:20}»/attributes"`,
		},
		Ignores: []string{
			"http://things.acme-demo.io/api/v1/$ACCESS_TOKEN/telemetry",
			"https://acme-demo.io/api/v1/organizationalunits1/attributes",
			"https://acme-demo.io/api/v1/{alnum:12}/telemetry",
		},
	},
	{
		ID: "ZAPIER_WEBHOOK_URL", Title: "Zapier webhook URL", Category: Credentials,
		Pattern:  `hooks\.zapier\.com/hooks/catch/\d{4,10}/[A-Za-z0-9]{5,10}`,
		Keywords: []string{"zapier"},
		Tier:     B,
		Source:   "https://help.zapier.com/hc/en-us/articles/8496288690317",
		Finds: []string{
			"curl -d @a.json https://«hooks.zapier.com/hooks/catch/{digit:7}/{loweralnum:7}»/",
			`"hook": "https://«hooks.zapier.com/hooks/catch/{digit:6}/{loweralnum:6}»"`,
		},
		Ignores: []string{
			"https://hooks.zapier.com/hooks/catch/",
			"https://hooks.zapier.com/hooks/catch/$ZAP_ID/$HOOK",
		},
	},
	{
		ID: "ZOHO_OAUTH_TOKEN", Title: "Zoho OAuth token", Category: Credentials,
		Pattern:  `1000\.[0-9a-f]{32}\.[0-9a-f]{32}`,
		Keywords: []string{"zoho"},
		Valid:    isSecret,
		Weigh:    weighApart,
		Tier:     A,
		Source:   "https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html",
		Finds: []string{
			"Authorization: Zoho-oauthtoken «1000.{hex:32}.{hex:32}»\r\n",
			`"refresh_token": "«1000.{hex:32}.{hex:32}»"`,
		},
		Ignores: []string{
			"zoho 1000.{hex:32}.{hex:12}",
			"zoho 1000.{repeat:0:32}.{repeat:0:32}",
		},
	},
	{
		ID: "VOICEFLOW_KEY", Title: "Voiceflow API key", Category: Credentials,
		Pattern:  `VF\.(?:DM|WS)\.[0-9a-f]{24}\.[A-Za-z0-9]{16}`,
		Keywords: []string{"voiceflow"},
		Valid:    isSecret,
		Weigh:    weighApart,
		Tier:     A,
		Source:   "https://docs.voiceflow.com/reference/authentication",
		Finds: []string{
			"Authorization: «VF.DM.{hex:24}.{alnum:16}»\r\n",
			`voiceflow_key = "«VF.WS.{hex:24}.{alnum:16}»"`,
		},
		Ignores: []string{
			"voiceflow VF.DM.{hex:24}.{alnum:6}",
			"voiceflow VF.DM.{repeat:0:24}.{repeat:0:16}",
		},
	},
	{
		ID: "NETWORK_CREDENTIAL", Title: ".NET credential with a password", Category: Credentials,
		Pattern:  `(?:NetworkCredential\(\s*|DirectoryEntry\(\s*@?"[^"\n]{4,200}"\s*,\s*)@?"[^"\n]{1,100}"\s*,\s*@?"([^"\n]{4,100})"`,
		Keywords: []string{"password"},
		Valid:    func(b []byte) bool { return !isLabel(b) },
		Tier:     B,
		Edges:    OpenEnd,
		Source:   "https://learn.microsoft.com/dotnet/api/system.net.networkcredential",
		Finds: []string{
			`var c = new NetworkCredential("svc-demo", "«T7rk{alnum:12}»");`,
			`new DirectoryEntry("LDAP://acme-demo.io", "svc", "«k9{alnum:10}»");`,
		},
		Ignores: []string{
			`new NetworkCredential("user", "password")`,
			`new NetworkCredential(user, password)`,
		},
	},
}
