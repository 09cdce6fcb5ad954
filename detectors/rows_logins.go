package detectors

// settingOwner are the words that stand before "password" and "key" in the names of settings. They are listed because a pattern that any
// word can begin would be walked through all text.
const settingOwner = `(?:db|database|datasource|spring|mysql|mariadb|postgres|postgresql|pg|redis|mongo|mongodb|rabbitmq|smtp|mail|email|ldap|admin|root|user|my|x|` +
	`api|app|application|service|client|server|master|login|ssh|ftp|sftp|http|proxy|keystore|truststore|key|store|bot|web|site|account|project|oauth|jwt|` +
	`session|signing|encryption|private|access|auth|aws|azure|gcp|google|github|gitlab|slack|prod|production|dev|staging|test|default|new|old|remote|backup)`

// loginRows are names and passwords as they stand in headers, URLs, configuration files and the files of systems.
var loginRows = []Detector{
	{
		ID: "HTTP_BASIC_AUTH_HEADER", Title: "HTTP basic authentication header", Category: Credentials,
		Pattern:  `(?i)(?:proxy-)?authorization["']?\s*[:=]\s*["']?basic\s+([a-z0-9+/]{4,}={0,2})`,
		Keywords: []string{"authorization", "proxy-authorization"},
		Valid:    validBasicAuth,
		Tier:     A,
		Source:   "https://datatracker.ietf.org/doc/html/rfc7617",
		Finds: []string{
			"GET / HTTP/1.1\r\nAuthorization: Basic «{basic}»\r\n",
			`{"headers":{"Proxy-Authorization":"Basic «{basic}»"}}`,
		},
		Ignores: []string{
			"Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
			"Authorization: Basic dXNlcjpwYXNzd29yZA==",
			"Authorization: Basic {alnum:24}",
			"Basic {basic}",
		},
	},
	{
		ID: "HTTP_BEARER_TOKEN", Title: "HTTP bearer authorization header", Category: Credentials,
		Pattern:  `(?i)authorization["']?\s*[:=]\s*["']?bearer\s+([a-z0-9._~+/=-]{16,})`,
		Keywords: []string{"authorization", "bearer"},
		Valid:    isSecret,
		Weigh:    weighWholeValue,
		Tier:     B,
		Source:   "https://datatracker.ietf.org/doc/html/rfc6750",
		Finds: []string{
			"Authorization: Bearer «{alnum:40}»\r\n",
			`-H "authorization: bearer «{base64url:32}a»"`,
		},
		Ignores: []string{
			"Authorization: Bearer YOUR_ACCESS_TOKEN_HERE",
			"Authorization: Bearer <access-token>",
			"Authorization: Bearer my-super-secret-key-for-tests",
			"Authorization: Bearer {alnum:10}",
		},
	},
	{
		ID: "DATABASE_CONNECTION_STRING", Title: "Database URL with a password", Category: Credentials,
		Pattern: `(?i)(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|couchbases?|cassandra|neo4j|ftps?|sftp|ldaps?|smtps?)` +
			`(?:\+[a-z0-9]+)?://[^\s:/?#@"'<>]*:[^\s@/"'<>]+@[^\s/@"'<>,;)\]` + "`" + `]+`,
		Keywords: []string{"database_url", "dsn", "connection string"},
		Valid:    validDatabaseURL,
		Tier:     B,
		Source:   "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS",
		Finds: []string{
			"DATABASE_URL=«postgres://app:T7rk-{alnum:8}@db.internal:5432»/app",
			`"uri": "«mongodb+srv://svc:{alnum:12}@cluster0.acme-demo.io»/?w=majority"`,
			"cache: «redis://:{alnum:16}@cache.acme-demo.io:6379»/0",
		},
		Ignores: []string{
			"postgres://user:password@localhost:5432/app",
			"mysql://root:${MYSQL_PASSWORD}@db.internal/app",
			"postgres://postgres:postgres@localhost/app",
			"mongodb://user:<password>@cluster0.acme-demo.io",
			"redis://cache.acme-demo.io:6379/0",
		},
	},
	{
		ID: "URL_BASIC_AUTH", Title: "URL with a name and password", Category: Credentials,
		Pattern:  `(?i)https?://([^\s:/@"'<>${]+:[^\s:/@"'<>${]+)@[a-z0-9.-]+`,
		Keywords: []string{"url"},
		Valid:    validUserPassword,
		Tier:     B,
		Source:   "https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1",
		Finds: []string{
			"curl https://«deploy:{alnum:12}»@intranet.acme-demo.io/status",
			`proxy = "http://«svc:T7rk-{alnum:6}»@proxy.acme-demo.io:3128"`,
		},
		Ignores: []string{
			"https://user:pass@example.com/",
			"https://user:${TOKEN}@acme-demo.io/",
			"https://acme-demo.io:8443/a@b",
		},
	},
	{
		ID: "AZURE_GIT_CREDENTIAL_URL", Title: "Git remote URL with a token", Category: Credentials,
		Pattern:  `https?://([^\s:/@"'<>]+:[^\s@/"'<>]+)@(?:github|gitlab|bitbucket|dev\.azure)\.[a-z.]+/`,
		Keywords: []string{"git", "remote"},
		Valid:    validUserPassword,
		Tier:     B,
		Source:   "https://git-scm.com/docs/git-credential-store",
		Finds: []string{
			"remote = https://«ci:{alnum:24}»@gitlab.com/acme/demo.git",
			"git clone https://«x-access-token:{alnum:40}»@github.com/acme/demo",
		},
		Ignores: []string{
			"https://user:password@github.com/acme/demo",
			"https://x-access-token:${{ secrets.TOKEN }}@github.com/acme/demo",
			"https://github.com/acme/demo",
		},
	},
	{
		ID: "CURL_AUTH", Title: "Name and password on a curl command line", Category: Credentials,
		Pattern:  `curl\s(?:[^\n]*\s)?(?:-u|--user)[ =]["']?([^\s"':$<]+:[^\s"'$<]{3,})`,
		Keywords: []string{"curl"},
		Valid:    validUserPassword,
		Weigh:    weighWholeValue,
		Tier:     B,
		Source:   "https://curl.se/docs/manpage.html#-u",
		Finds: []string{
			"curl -s -u «svc:{alnum:12}» https://api.acme-demo.io",
			`curl --user "«svc:T7rk-{alnum:8}»" https://api.acme-demo.io`,
		},
		Ignores: []string{
			"curl -u user:password https://api.acme-demo.io",
			"curl -u svc:$TOKEN https://api.acme-demo.io",
			"curl -s https://api.acme-demo.io",
		},
	},
	{
		ID: "NETRC_CREDENTIALS", Title: ".netrc password", Category: Credentials,
		Pattern:  `machine\s+\S+\s+login\s+\S+\s+password\s+(\S+)`,
		Keywords: []string{"netrc"},
		Valid:    func(b []byte) bool { return !isPlainPassword(b) },
		Weigh:    weighWholeValue,
		Tier:     A,
		Edges:    OpenEnd,
		Source:   "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
		Finds: []string{
			"machine api.acme-demo.io login demo password «{alnum:12}»\n",
			"machine ftp.acme-demo.io\n  login demo\n  password «T7rk-{alnum:8}»\n",
		},
		Ignores: []string{
			"machine api.acme-demo.io login demo password <password>\n",
			"machine api.acme-demo.io login demo\n",
			"machine api.acme-demo.io login demo password changeme\n",
		},
	},
	{
		ID: "DOCKER_CONFIG_AUTH", Title: "Docker registry login", Category: Credentials,
		Pattern:  `"auth"\s*:\s*"([A-Za-z0-9+/]{8,}={0,2})"`,
		Keywords: []string{"auths", "docker"},
		Valid:    validBasicAuth,
		Tier:     A,
		Source:   "https://docs.docker.com/reference/cli/docker/login/",
		Finds: []string{
			`{"auths":{"r.acme-demo.io":{"auth":"«{basic}»"}}}`,
			"{\n  \"auth\" : \"«{basic}»\"\n}",
		},
		Ignores: []string{
			`{"auth":"dXNlcjpwYXNzd29yZA=="}`,
			`{"auth":"{alnum:24}"}`,
		},
	},
	{
		ID: "NPMRC_AUTH_TOKEN", Title: ".npmrc token or password", Category: Credentials,
		Pattern:  `_(?:authToken|auth|password)\s*=\s*["']?([A-Za-z0-9+/=_-]{16,})`,
		Keywords: []string{"npmrc", "registry"},
		Valid:    isSecret,
		Weigh:    weighWholeValue,
		Tier:     B,
		Source:   "https://docs.npmjs.com/cli/configuring-npm/npmrc",
		Finds: []string{
			"//npm.acme-demo.io/:_authToken=«{alnum:36}»\n",
			"_auth = \"«{alnum:40}»\"\n",
		},
		Ignores: []string{
			"//npm.acme-demo.io/:_authToken=${NPM_TOKEN}\n",
			"//npm.acme-demo.io/:_authToken=YOUR_AUTH_TOKEN_HERE\n",
			"_auth={alnum:8}\n",
		},
	},
	{
		ID: "PASSWORD_ASSIGNMENT", Title: "Password in an assignment", Category: Credentials,
		Pattern:  `(?i)(?:` + settingOwner + `[_.-]?)*(?:password|passwd|passphrase|pwd)["']?\s{0,3}(?::=|[:=]|=>)\s{0,3}["']?([^\s"'<>{}$%,;&()\[\]]{6,128})`,
		Keywords: []string{"password", "passwd", "pwd", "passphrase"},
		Valid:    validPasswordAssignment,
		Weigh:    weighWholeValue,
		Tier:     Tier{0.60, 0.85},
		Edges:    OpenEnd,
		Source:   "https://cwe.mitre.org/data/definitions/798.html",
		Finds: []string{
			`password = "«T7rk-{alnum:6}»"`,
			"spring.datasource.password=«{alnum:12}»\n",
			`{"db_passwd":"«Kx9{alnum:8}!»"}`,
		},
		Ignores: []string{
			`password = "changeme"`,
			`password: ${DB_PASSWORD}`,
			"password = os.environ['DB_PASSWORD']",
			"password: passwordField.value",
			"password = xxxxxxxx",
			"passwords: 1234567",
			`"parse-passwd": "^1.0.12"`,
			"env = append(env, \"PWD=\"+folder)",
			"password = changeme-2026-now",
			"user=demo&password=__Password__&again=__Password__",
		},
	},
	{
		ID: "GENERIC_API_KEY", Title: "Random value that is called a key", Category: Credentials,
		Pattern: `(?i)(?:` + settingOwner + `[_.-]?)*(?:api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|secret|token|credential|client[_-]?secret|private[_-]?key)(?:[_-][a-z0-9]+)*` +
			`["']?\s{0,3}(?::=|[:=]|=>)\s{0,3}["']?([a-z0-9_=+/.~-]{16,150})`,
		Keywords: []string{"api key", "apikey", "token", "secret", "auth", "credential", "access key", "private key"},
		Valid:    validGenericSecret,
		Weigh:    weighWholeValue,
		Tier:     Tier{0.55, 0.85},
		Severity: Severity{Medium, High, High},
		Source:   "https://cwe.mitre.org/data/definitions/798.html",
		Finds: []string{
			`api_key = "«{alnum:32}»"`,
			`{"client_secret":"«{alnum:40}»"}`,
			"SERVICE_ACCESS_TOKEN=«{base64url:30}a4»\n",
		},
		Ignores: []string{
			`api_key = "YOUR_API_KEY_GOES_HERE_1"`,
			`token: "{uuid}"`,
			"secret = CredentialsProviderFactory.build",
			"type PrivateKey = ed25519.PrivateKey",
			"token = {alnum:10}",
			"Credential=AKIAI4DEMO7DEMO2/20260302/us-west-2/s3/aws4_request",
		},
	},
	{
		ID: "HTPASSWD_HASH", Title: "htpasswd entry", Category: Credentials,
		Pattern:  `\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\{SHA\}[A-Za-z0-9+/]{27}=`,
		Keywords: []string{"htpasswd"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://httpd.apache.org/docs/current/misc/password_encryptions.html",
		Finds: []string{
			"demo:«$apr1${alnum:8}${alnum:22}»\n",
			"ops:«{SHA}{base64:27}=»\n",
		},
		Ignores: []string{
			"demo:$apr1${alnum:8}${alnum:12}\n",
			"demo:$apr1$salt${repeat:.:22}\n",
		},
	},
	{
		ID: "UNIX_SHADOW_HASH", Title: "Unix password hash", Category: Credentials,
		Pattern:  `\$(?:1|5|6|y|gy|7)\$(?:rounds=\d+\$)?[^\s:$]{1,40}\$(?:[^\s:$]{1,40}\$)?[./A-Za-z0-9]{22,120}|\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}`,
		Keywords: []string{"shadow", "password", "hash"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://man7.org/linux/man-pages/man5/crypt.5.html",
		Finds: []string{
			"root:«$6${alnum:16}${alnum:86}»:19700:0:99999:7:::",
			"hash=«$2b$12${alnum:53}»",
		},
		Ignores: []string{
			"root:$6${alnum:8}${alnum:12}:19700:0:99999:7:::",
			"root:$6$saltsalt${repeat:x:86}:19700:0:99999:7:::",
		},
	},
	{
		ID: "PASSWORD_HASH_DJANGO", Title: "PBKDF2 or Argon2 password hash", Category: Credentials,
		Pattern:  `pbkdf2_sha(?:1|256|512)\$\d{3,8}\$[^\s$]{4,40}\$[A-Za-z0-9+/]{20,}={0,2}|\$argon2(?:id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{8,}\$[A-Za-z0-9+/]{16,}`,
		Keywords: []string{"password", "hash"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://docs.djangoproject.com/en/stable/topics/auth/passwords/",
		Finds: []string{
			"7,demo,«pbkdf2_sha256$600000${alnum:12}${base64:43}=»",
			"«$argon2id$v=19$m=65536,t=3,p=4${alnum:22}${alnum:43}»\n",
		},
		Ignores: []string{
			"pbkdf2_sha256$600000$saltsalt${repeat:A:43}=",
			"$argon2id$v=19$m=65536,t=3,p=4${alnum:22}${alnum:5}",
		},
	},
	{
		ID: "DJANGO_SECRET_KEY", Title: "Django SECRET_KEY", Category: Credentials,
		Pattern:  `SECRET_KEY\s*=\s*["']([^"'\n]{40,80})["']`,
		Keywords: []string{"django", "secret_key"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
		Finds: []string{
			"SECRET_KEY = '«{loweralnum:20}+_{loweralnum:20}!a7»'\n",
			"SECRET_KEY=\"«{alnum:50}»\"\n",
		},
		Ignores: []string{
			"SECRET_KEY = os.environ['DJANGO_SECRET_KEY']\n",
			"SECRET_KEY = 'change-me-before-you-go-to-production-please'\n",
			"SECRET_KEY = '{alnum:20}'\n",
		},
	},
	{
		ID: "OAUTH_CLIENT_SECRET", Title: "OAuth client secret", Category: Credentials,
		Pattern:  `(?i)client[_-]?secret["']?\s*[:=]\s*["']?([a-z0-9_~.+/=-]{16,100})`,
		Keywords: []string{"oauth", "client_id"},
		Valid:    validGenericSecret,
		Weigh:    weighWholeValue,
		Tier:     Tier{0.55, 0.85},
		Source:   "https://datatracker.ietf.org/doc/html/rfc6749#section-2.3.1",
		Finds: []string{
			"client_id=7&client_secret=«{alnum:24}»",
			`"clientSecret": "«{alnum:32}»"`,
		},
		Ignores: []string{
			"client_secret=YOUR_CLIENT_SECRET_1",
			"clientSecret: process.env.CLIENT_SECRET_2026",
		},
	},
}
