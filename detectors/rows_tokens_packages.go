package detectors

// packageTokenRows are tokens of package registries, and of what builds and deploys.
var packageTokenRows = []Detector{
	{
		ID: "INFRACOST_API_KEY", Title: "Infracost API key", Category: Credentials,
		Pattern:  `ico-[A-Za-z0-9]{32}`,
		Keywords: []string{"infracost"},
		Valid:    isSecret,
		Weigh:    weighApart,
		Tier:     A,
		Source:   "https://www.infracost.io/docs/",
		Finds: []string{
			"id,value\n7,«ico-{alnum:32}»\n",
			"infracost_token: \"«ico-{alnum:32}»\"\n",
		},
		Ignores: []string{
			"infracost cut: ico-{alnum:6}",
			"infracost key: ico-{repeat:x:32}",
		},
	},
	{
		ID: "DOCKERHUB_TOKEN", Title: "Docker Hub token", Category: Credentials,
		Pattern:  `dckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32})`,
		Keywords: []string{"docker"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.docker.com/security/access-tokens/",
		Finds: []string{
			"export DOCKER_TOKEN=«dckr_pat_{alnum:27}»\n",
			"2026-03-02 12:00:01 INFO upload begins with «dckr_oat_{alnum:32}» as its key",
		},
		Ignores: []string{
			"docker cut: dckr_pat_{alnum:5}",
			"docker key: dckr_pat_{repeat:x:27}",
		},
	},
	{
		ID: "DOCKER_SWARM_TOKEN", Title: "Docker swarm token", Category: Credentials,
		Pattern:  `SWM(?:TKN|KEY)-1-[A-Za-z0-9+/-]{40,90}`,
		Keywords: []string{"docker", "swarm"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.docker.com/engine/swarm/join-nodes/",
		Finds: []string{
			"const k = '«SWMTKN-1-{loweralnum:50}-{loweralnum:25}»'; // rotate in May",
			"{\"id\":7,\"docker_token\":\"«SWMKEY-1-{base64:42}4»\"}",
		},
		Ignores: []string{
			"docker cut: SWMTKN-1-{loweralnum:10}",
			"docker key: SWMTKN-1-{repeat:x:50}-{repeat:x:25}",
		},
	},
	{
		ID: "NPM_TOKEN", Title: "npm access token", Category: Credentials,
		Pattern:  `npm_[A-Za-z0-9]{36}`,
		Keywords: []string{"npm", "_authtoken"},
		Valid:    isSecret,
		Weigh:    weighTokenCRC,
		Tier:     A,
		Source:   "https://docs.npmjs.com/about-access-tokens",
		Finds: []string{
			"I pasted «npm_{alnum:30}{crc32}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «npm_{alnum:30}{crc32}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"npm cut: npm_{alnum:6}",
			"npm key: npm_{repeat:x:30}{repeat:x:6}",
		},
	},
	{
		ID: "PYPI_TOKEN", Title: "PyPI upload token", Category: Credentials,
		Pattern:  `pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,}`,
		Keywords: []string{"pypi"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://pypi.org/help/#apitoken",
		Finds: []string{
			"I pasted «pypi-AgEIcHlwaS5vcmc{base64url:150}4» into the chat, sorry.",
			"curl -H 'X-Api-Key: «pypi-AgENdGVzdC5weXBpLm9yZw{base64url:140}4»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"pypi cut: pypi-AgEIcHlwaS5vcmc{base64url:30}",
			"pypi key: pypi-AgEIcHlwaS5vcmc{repeat:x:150}4",
		},
	},
	{
		ID: "RUBYGEMS_TOKEN", Title: "RubyGems API key", Category: Credentials,
		Pattern:  `rubygems_[a-f0-9]{48}`,
		Keywords: []string{"rubygems"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://guides.rubygems.org/api-key-scopes/",
		Finds: []string{
			"curl -H 'X-Api-Key: «rubygems_{hex:48}»' https://api.acme-demo.io/v1",
			"I pasted «rubygems_{hex:48}» into the chat, sorry.",
		},
		Ignores: []string{
			"rubygems cut: rubygems_{hex:9}",
			"rubygems key: rubygems_{repeat:0:48}",
		},
	},
	{
		ID: "CRATES_IO_TOKEN", Title: "crates.io token", Category: Credentials,
		Pattern:  `cio[A-Za-z0-9]{32}`,
		Keywords: []string{"cargo", "crates"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://doc.rust-lang.org/cargo/reference/publishing.html",
		Finds: []string{
			"const k = '«cio{alnum:32}»'; // rotate in May",
			"{\"id\":7,\"cargo_token\":\"«cio{alnum:32}»\"}",
		},
		Ignores: []string{
			"cargo cut: cio{alnum:6}",
			"cargo key: cio{repeat:x:32}",
		},
	},
	{
		ID: "NUGET_API_KEY", Title: "NuGet API key", Category: Credentials,
		Pattern:  `oy2[a-z0-9]{43}`,
		Keywords: []string{"nuget"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://learn.microsoft.com/nuget/nuget-org/publish-a-package",
		Finds: []string{
			"nuget_token: \"«oy2{loweralnum:43}»\"\n",
			"id,value\n7,«oy2{loweralnum:43}»\n",
		},
		Ignores: []string{
			"nuget cut: oy2{loweralnum:8}",
			"nuget key: oy2{repeat:x:43}",
		},
	},
	{
		ID: "CLOJARS_TOKEN", Title: "Clojars deploy token", Category: Credentials,
		Pattern:  `CLOJARS_[a-z0-9]{60}`,
		Keywords: []string{"clojars"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
		Finds: []string{
			"export CLOJARS_TOKEN=«CLOJARS_{loweralnum:60}»\n",
			"2026-03-02 12:00:01 INFO upload begins with «CLOJARS_{loweralnum:60}» as its key",
		},
		Ignores: []string{
			"clojars cut: CLOJARS_{loweralnum:12}",
			"clojars key: CLOJARS_{repeat:x:60}",
		},
	},
	{
		ID: "ARTIFACTORY_TOKEN", Title: "JFrog Artifactory token", Category: Credentials,
		Pattern:  `AKC[pP][A-Za-z0-9]{69,73}|cmVmd[A-Za-z0-9]{59}`,
		Keywords: []string{"artifactory", "jfrog"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
		Finds: []string{
			"const k = '«AKCp{alnum:69}»'; // rotate in May",
			"{\"id\":7,\"artifactory_token\":\"«cmVmd{alnum:59}»\"}",
		},
		Ignores: []string{
			"artifactory cut: AKCp{alnum:13}",
			"artifactory key: AKCp{repeat:x:69}",
		},
	},
	{
		ID: "SOURCEGRAPH_TOKEN", Title: "Sourcegraph token", Category: Credentials,
		Pattern:  `sgp_(?:[a-fA-F0-9]{16}|local)_[a-fA-F0-9]{40}|sgp_[a-fA-F0-9]{40}|slk_[a-f0-9]{64}`,
		Keywords: []string{"sourcegraph"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
		Finds: []string{
			"I pasted «sgp_{hex:16}_{hex:40}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «sgp_{hex:40}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"sourcegraph cut: sgp_{hex:16}_{hex:8}",
			"sourcegraph key: sgp_{repeat:0:16}_{repeat:0:40}",
		},
	},
	{
		ID: "PREFECT_API_KEY", Title: "Prefect API key", Category: Credentials,
		Pattern:  `pnu_[A-Za-z0-9]{36}`,
		Keywords: []string{"prefect"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
		Finds: []string{
			"curl -H 'X-Api-Key: «pnu_{alnum:36}»' https://api.acme-demo.io/v1",
			"I pasted «pnu_{alnum:36}» into the chat, sorry.",
		},
		Ignores: []string{
			"prefect cut: pnu_{alnum:7}",
			"prefect key: pnu_{repeat:x:36}",
		},
	},
	{
		ID: "OPENSHIFT_TOKEN", Title: "OpenShift user token", Category: Credentials,
		Pattern:  `sha256~[A-Za-z0-9_-]{43}`,
		Keywords: []string{"openshift"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.redhat.com/en/documentation/openshift_container_platform/",
		Finds: []string{
			"export OPENSHIFT_TOKEN=«sha256~{base64url:42}4»\n",
			"2026-03-02 12:00:01 INFO upload begins with «sha256~{base64url:42}4» as its key",
		},
		Ignores: []string{
			"openshift cut: sha256~{base64url:8}",
			"openshift key: sha256~{repeat:x:42}4",
		},
	},
	{
		ID: "TAILSCALE_KEY", Title: "Tailscale key", Category: Credentials,
		Pattern:  `tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9_]{8,20}-[A-Za-z0-9_]{20,40}`,
		Keywords: []string{"tailscale"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://tailscale.com/kb/1101/api",
		Finds: []string{
			"tailscale_token: \"«tskey-auth-{alnum:12}CNTRL-{alnum:32}»\"\n",
			"id,value\n7,«tskey-api-{alnum:12}CNTRL-{alnum:32}»\n",
		},
		Ignores: []string{
			"tailscale cut: tskey-auth-{alnum:12}CNTRL-{alnum:6}",
			"tailscale key: tskey-auth-{repeat:x:12}CNTRL-{repeat:x:32}",
		},
	},
}
