package detectors

// privateKeyRows are the private keys of wallets, and publicRows what stands beside secrets without being one: it is reported only when
// asked for.
var (
	privateKeyRows = []Detector{
		{
			ID: "CRYPTO_WIF_PRIVATE_KEY", Title: "Bitcoin private key (WIF)", Category: Credentials,
			Pattern:  `5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51}`,
			Keywords: []string{"private key", "wif", "bitcoin"},
			Valid:    validWIF,
			Tier:     A,
			Source:   "https://en.bitcoin.it/wiki/Wallet_import_format",
			Finds: []string{
				"wif: «{wif:51}»\n",
				`{"key":"«{wif:52}»"}`,
			},
			Ignores: []string{
				"5H{base58:49}",
				"K{base58:51}",
			},
		},
		{
			ID: "CRYPTO_EXTENDED_PRIVATE_KEY", Title: "Extended private key of a wallet (BIP 32)", Category: Credentials,
			Pattern:  `[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107,108}`,
			Keywords: []string{"xprv", "bip32", "wallet"},
			Valid:    validExtendedKey,
			Tier:     A,
			Source:   "https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki",
			Finds: []string{
				"wallet: «{xprv}»\n",
				`{"master":"«{xprv}»"}`,
			},
			Ignores: []string{
				"xprv{base58:107}",
				"xprv{base58:40}",
			},
		},
		{
			ID: "ETHEREUM_PRIVATE_KEY", Title: "Ethereum private key", Category: Credentials,
			Pattern:         `0x[a-fA-F0-9]{64}`,
			Keywords:        []string{"private key", "privatekey", "eth key", "deployer key", "secret key", "wallet key"},
			KeywordRequired: true,
			Valid:           validEthereumKey,
			Weigh:           weighNamedKey,
			Tier:            B,
			Source:          "https://ethereum.org/developers/docs/accounts/",
			Finds: []string{
				"PRIVATE_KEY=«0x{hex:64}»\n",
				`{"privateKey":"«0x{hex:64}»"}`,
			},
			Ignores: []string{
				"tx hash 0x{hex:64}",
				"PRIVATE_KEY=0x{repeat:f:64}",
				"PRIVATE_KEY=0x{hex:40}",
			},
		},
	}

	publicRows = []Detector{
		{
			ID: "XSRF_TOKEN", Title: "XSRF token", Category: Credentials,
			Pattern:  `(?i)(?:x-)?[xc]srf[_-]?token["']?\s*[:=]\s*["']?([a-z0-9+/=_-]{16,200})`,
			Keywords: []string{"xsrf", "csrf", "cookie"},
			Valid:    isSecret,
			Tier:     D,
			Severity: Severity{Low, Low, Low},
			Optional: true,
			Source:   "https://owasp.org/www-community/attacks/csrf",
			Finds: []string{
				"Cookie: XSRF-TOKEN=«{alnum:32}»; path=/",
				`cookie: csrf_token="«{base64url:40}a»"`,
			},
			Ignores: []string{
				"Cookie: XSRF-TOKEN={alnum:8}; path=/",
				"cookie csrf_token = {repeat:x:40}",
			},
		},
		{
			ID: "AWS_ACCOUNT_ID", Title: "AWS account number", Category: Credentials,
			Pattern:         `\d{12}`,
			Keywords:        []string{"aws account", "account id", "aws account id", "aws", "arn"},
			KeywordRequired: true,
			Valid:           validAWSAccount,
			Tier:            D,
			Severity:        Severity{Low, Low, Low},
			Edges:           OpenNumber,
			Optional:        true,
			Source:          "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
			Finds:           []string{"arn:aws:iam::«{digit:12}»:user/demo", `{"aws_account_id":"«{digit:12}»"}`},
			Ignores:         []string{"arn:aws:iam::123456789012:user/demo", "aws account 000000000000"},
		},
		{
			ID: "GCP_OAUTH_CLIENT_ID", Title: "Google OAuth client id", Category: Credentials,
			Pattern:  `\d{6,14}-[a-z0-9]{32}\.apps\.googleusercontent\.com`,
			Keywords: []string{"client_id"},
			Valid:    isSecret,
			Tier:     C,
			Severity: Severity{Low, Low, Low},
			Optional: true,
			Source:   "https://developers.google.com/identity/protocols/oauth2",
			Finds:    []string{"client_id=«{digit:12}-{loweralnum:32}.apps.googleusercontent.com»\n", `{"client_id":"«{digit:12}-{loweralnum:32}.apps.googleusercontent.com»"}`},
			Ignores:  []string{"client_id={digit:12}-{loweralnum:12}.apps.googleusercontent.com", "client_id=123456-{repeat:x:32}.apps.googleusercontent.com"},
		},
		{
			ID: "ORACLE_OCID_API", Title: "Oracle Cloud identifier", Category: Credentials,
			Pattern:  `ocid1\.(?:user|tenancy|compartment)\.oc\d\.[a-z0-9-]*\.{1,2}[a-z0-9]{60}`,
			Keywords: []string{"oci"},
			Valid:    isSecret,
			Tier:     C,
			Severity: Severity{Low, Low, Low},
			Optional: true,
			Source:   "https://docs.oracle.com/iaas/Content/General/Concepts/identifiers.htm",
			Finds:    []string{"oci user=«ocid1.user.oc1..{loweralnum:60}»\n", "oci_tenancy: «ocid1.tenancy.oc1..{loweralnum:60}»"},
			Ignores:  []string{"oci ocid1.user.oc1..{loweralnum:20}", "oci ocid1.user.oc1..{repeat:a:60}"},
		},
		{
			ID: "SSL_CERTIFICATE", Title: "X.509 certificate", Category: Credentials,
			Pattern:  `-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\\s]{100,}-----END CERTIFICATE-----`,
			Valid:    validPKCS,
			Tier:     A,
			Severity: Severity{Low, Low, Low},
			Optional: true,
			Source:   "https://datatracker.ietf.org/doc/html/rfc7468#section-5",
			Finds:    []string{"«{pem:CERTIFICATE}»\n", `"«{pemline:CERTIFICATE}»"`},
			Ignores:  []string{"-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n{repeat:A:256}\n-----END CERTIFICATE-----"},
		},
	}
)
