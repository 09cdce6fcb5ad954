package detectors

import "slices"

// credentialRows are secrets that open something: Macie's own nine, those that stand in headers and URLs, and the tokens of vendors by
// trade.
var credentialRows = slices.Concat(
	keyRows, loginRows, genericRows, fileRows, privateKeyRows, seedRows, publicRows, vendorRows, cloudTokenRows, hostingTokenRows, codeTokenRows, packageTokenRows, dataTokenRows, modelTokenRows, messageTokenRows, paymentTokenRows, serviceTokenRows, pathTokenRows,
)

// keyEOL is the end of a line in an armoured key, or its escape in JSON and environment files.
const keyEOL = `(?:\s|\\{1,2}[nr])`

// keyText is a character of a key's body, and of what joins the strings of a program that it is cut into.
const keyText = `[A-Za-z0-9+/=\\\s"'.,&]`

// keyRows are private keys in their armour, and tokens that carry a signature.
var keyRows = []Detector{
	{
		ID: "PKCS", Title: "PKCS private key", Category: Credentials,
		Pattern: `-----BEGIN (?:RSA |EC |DSA |ENCRYPTED |ANY )?PRIVATE KEY-----` + keyEOL + `*` +
			`(?:Proc-Type: ?4,ENCRYPTED` + keyEOL + `+DEK-Info: ?[A-Za-z0-9-]+,[0-9A-Fa-f]+)?` +
			keyText + `+-----END (?:RSA |EC |DSA |ENCRYPTED |ANY )?PRIVATE KEY-----`,
		Valid:  validPKCS,
		Tier:   A,
		Source: "https://datatracker.ietf.org/doc/html/rfc7468",
		Finds: []string{
			"«{pem:RSA PRIVATE KEY}»\n",
			"tls.key: |\n«{pem:PRIVATE KEY}»\n",
			`{"private_key":"«{pemline:PRIVATE KEY}»\n","id":7}`,
			"key = \"«-----BEGIN EC PRIVATE KEY-----\\n\" +\n  \"MHcCAQEE{base64:56}\\n\" +\n  \"{base64:64}\\n\" +\n  \"{base64:32}\\n\" +\n  \"-----END EC PRIVATE KEY-----»\";",
			"«-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{HEX:32}\n\n{base64:64}\n{base64:64}\n{base64:64}\n-----END RSA PRIVATE KEY-----»",
		},
		Ignores: []string{
			"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----",
			"-----BEGIN PRIVATE KEY-----\n{repeat:A:256}\n-----END PRIVATE KEY-----",
			"-----BEGIN PRIVATE KEY-----\nMIIC{base64:20}\n-----END PRIVATE KEY-----",
			"-----BEGIN PUBLIC KEY-----\nMIIB{base64:256}\n-----END PUBLIC KEY-----",
			"-----BEGIN EC PRIVATE KEY-----\nMIIB{base64:252}\n-----END RSA PRIVATE KEY-----",
		},
	},
	{
		ID: "OPENSSH_PRIVATE_KEY", Title: "OpenSSH private key", Category: Credentials,
		Pattern: `-----BEGIN OPENSSH PRIVATE KEY-----` + keyText + `+-----END OPENSSH PRIVATE KEY-----`,
		Valid:   validOpenSSH,
		Tier:    A,
		Source:  "https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key",
		Finds: []string{
			"$ cat id_ed25519\n«{pem:OPENSSH PRIVATE KEY}»\n",
			`SSH_KEY="«{pemline:OPENSSH PRIVATE KEY}»"`,
		},
		Ignores: []string{
			"-----BEGIN OPENSSH PRIVATE KEY-----\n{base64:256}\n-----END OPENSSH PRIVATE KEY-----",
			"-----BEGIN OPENSSH PRIVATE KEY-----\n<your key>\n-----END OPENSSH PRIVATE KEY-----",
		},
	},
	{
		ID: "PGP_PRIVATE_KEY", Title: "PGP private key block", Category: Credentials,
		Pattern: `-----BEGIN PGP PRIVATE KEY BLOCK-----` + keyEOL + `*` +
			`(?:(?:Version|Comment|MessageID|Hash|Charset): [^\n]*` + keyEOL + `+)*` +
			`[A-Za-z0-9+/=\\\s]+-----END PGP PRIVATE KEY BLOCK-----`,
		Valid:  validPGP,
		Tier:   A,
		Source: "https://datatracker.ietf.org/doc/html/rfc9580",
		Finds: []string{
			"«{pem:PGP PRIVATE KEY BLOCK}»\n",
			"«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\nComment: kept - for tests\n\nxcFG{base64:60}\n{base64:64}\n{base64:64}\n=8fKq\n-----END PGP PRIVATE KEY BLOCK-----»",
			`gpg: '«{pemline:PGP PRIVATE KEY BLOCK}»'`,
		},
		Ignores: []string{
			"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxsBN{base64:256}\n-----END PGP PUBLIC KEY BLOCK-----",
			"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{repeat:x:128}\n-----END PGP PRIVATE KEY BLOCK-----",
		},
	},
	{
		ID: "PUTTY_PRIVATE_KEY", Title: "PuTTY private key", Category: Credentials,
		Pattern: `PuTTY-User-Key-File-[23]: [A-Za-z0-9@.-]+` + keyEOL + `+Encryption: [A-Za-z0-9-]+` + keyEOL + `+Comment: [^\n]*` + keyEOL + `+` +
			`Public-Lines: \d+[A-Za-z0-9+/=\\\s]+` + `(?:(?:Key-Derivation|Argon2-[A-Za-z]+): [^\r\n\\]+` + keyEOL + `+)*` +
			`Private-Lines: \d+[A-Za-z0-9+/=\\\s]+Private-(?:MAC|Hash): [0-9A-Fa-f]{40,64}`,
		Valid:  validPuTTY,
		Tier:   A,
		Source: "https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html",
		Finds: []string{
			"«PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: eddsa-key\nPublic-Lines: 2\n{base64:64}\n{base64:44}\nPrivate-Lines: 1\n{base64:44}\nPrivate-MAC: {hex:64}»\n",
			"«PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: aes256-cbc\r\nComment: imported key of 2019\r\nPublic-Lines: 1\r\n{base64:64}\r\nPrivate-Lines: 2\r\n{base64:64}\r\n{base64:64}\r\nPrivate-MAC: {hex:40}»\r\n",
		},
		Ignores: []string{
			"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: eddsa-key\nPublic-Lines: 1\n{base64:64}\n",
			"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: 1\n{base64:64}\nPrivate-Lines: 1\n{repeat:A:64}\nPrivate-MAC: {hex:40}\n",
		},
	},
	{
		ID: "JSON_WEB_TOKEN", Title: "JSON web token", Category: Credentials,
		Pattern:  `eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
		Keywords: []string{"jwt", "bearer", "token"},
		Valid:    validJWT,
		Tier:     A,
		Source:   "https://datatracker.ietf.org/doc/html/rfc7519",
		Finds: []string{
			"id_token=«{jwt}»&state=4",
			`{"session":"«{jwt}»"}`,
		},
		Ignores: []string{
			"eyJ{alnum:30}.eyJ{alnum:40}.{base64url:43}",
			"eyJhbGciOiJIUzI1NiJ9.e30x.{base64url:43}",
		},
	},
	{
		ID: "JSON_WEB_TOKEN_ENCRYPTED", Title: "Encrypted JSON web token", Category: Credentials,
		Pattern:  `eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}`,
		Keywords: []string{"jwe", "token"},
		Valid:    validJWE,
		Tier:     B,
		Source:   "https://datatracker.ietf.org/doc/html/rfc7516",
		Finds: []string{
			"token: «eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..{base64url:16}.{base64url:60}.{base64url:22}»",
			`cookie="«eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhHQ00ifQ.{base64url:64}.{base64url:16}.{base64url:48}.{base64url:22}»"`,
		},
		Ignores: []string{
			"token: eyJhbGciOiJIUzI1NiJ9..{base64url:16}.{base64url:60}.{base64url:22}",
			"token: eyJ{alnum:30}..{base64url:16}.{base64url:60}.{base64url:22}",
		},
	},
	{
		ID: "AGE_SECRET_KEY", Title: "age secret key", Category: Credentials,
		Pattern:  `AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}`,
		Keywords: []string{"age"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://age-encryption.org/v1",
		Finds: []string{
			"# created: 2026-03-02T10:00:00Z\n«AGE-SECRET-KEY-1{bech32:58}»\n",
			"SOPS_AGE_KEY=«AGE-SECRET-KEY-1{bech32:58}»",
		},
		Ignores: []string{
			"AGE-SECRET-KEY-1{bech32:40}",
			"AGE-SECRET-KEY-1{repeat:Q:58}",
		},
	},
	{
		ID: "WIREGUARD_PRIVATE_KEY", Title: "WireGuard private key", Category: Credentials,
		Pattern:  `(?i:PrivateKey|PresharedKey)\s*=\s*([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)`,
		Keywords: []string{"wireguard", "interface"},
		Valid:    validKey256,
		Tier:     A,
		Source:   "https://www.wireguard.com/quickstart/",
		Finds: []string{
			"[Interface]\nPrivateKey = «{base64:42}A=»\nAddress = wg0\n",
			"[Peer]\nPresharedKey=«{base64:42}c=»\n",
		},
		Ignores: []string{
			"[Peer]\nPublicKey = {base64:42}A=\n",
			"[Interface]\nPrivateKey = {repeat:A:42}A=\n",
			"[Interface]\nPrivateKey = {base64:30}A=\n",
		},
	},
	{
		ID: "SSH_DSS_RSA_LEGACY", Title: "SSH2 private key (SSH Communications)", Category: Credentials,
		Pattern: `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----`,
		Tier:    A,
		Source:  "https://datatracker.ietf.org/doc/html/rfc4716",
		Finds: []string{
			"«---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----»\nComment: \"2048-bit rsa\"\n",
			"key file:\n«---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----»\n",
		},
		Ignores: []string{
			"---- BEGIN SSH2 PUBLIC KEY ----\n",
			"---- END SSH2 ENCRYPTED PRIVATE KEY ----\n",
		},
	},
	{
		ID: "ANSIBLE_VAULT", Title: "Ansible vault", Category: Credentials,
		Pattern:  `\$ANSIBLE_VAULT;1\.[12];AES256[^\n]*\n\s*[0-9a-f]{60,}[0-9a-f\s]*[0-9a-f]`,
		Tier:     B,
		Severity: Severity{Low, Low, Low},
		Source:   "https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html",
		Finds: []string{
			"«$ANSIBLE_VAULT;1.1;AES256\n{hex:80}\n{hex:80}»\n",
			"db_password: !vault |\n  «$ANSIBLE_VAULT;1.2;AES256;prod\n  {hex:80}\n  {hex:64}»\n",
		},
		Ignores: []string{
			"a file begins with $ANSIBLE_VAULT;1.1;AES256 and its data",
			"$ANSIBLE_VAULT;1.1;AES256\n{hex:20}\n",
		},
	},
}
