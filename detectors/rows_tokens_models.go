package detectors

// modelTokenRows are keys of services for language models and machine learning.
var modelTokenRows = []Detector{
	{
		ID: "OPENAI_API_KEY", Title: "OpenAI API key", Category: Credentials,
		Pattern:  `sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}`,
		Keywords: []string{"openai"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://platform.openai.com/docs/api-reference/authentication",
		Finds: []string{
			"export OPENAI_TOKEN=«sk-proj-{base64url:74}T3BlbkFJ{base64url:73}4»\n",
			"2026-03-02 12:00:01 INFO upload begins with «sk-{alnum:20}T3BlbkFJ{alnum:20}» as its key",
		},
		Ignores: []string{
			"openai cut: sk-proj-{base64url:14}",
			"openai key: sk-proj-{repeat:x:74}T3BlbkFJ{repeat:x:73}4",
		},
	},
	{
		ID: "ANTHROPIC_API_KEY", Title: "Anthropic API key", Category: Credentials,
		Pattern:  `sk-ant-(?:api|admin|oat|ort|sid)\d{2}-[A-Za-z0-9_-]{93}AA`,
		Keywords: []string{"anthropic", "claude"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://platform.claude.com/docs/en/api/overview",
		Finds: []string{
			"export ANTHROPIC_TOKEN=«sk-ant-api03-{base64url:93}AA»\n",
			"2026-03-02 12:00:01 INFO upload begins with «sk-ant-admin01-{base64url:93}AA» as its key",
		},
		Ignores: []string{
			"anthropic cut: sk-ant-api03-{base64url:18}",
			"anthropic key: sk-ant-api03-{repeat:x:93}AA",
		},
	},
	{
		ID: "HUGGINGFACE_TOKEN", Title: "Hugging Face token", Category: Credentials,
		Pattern:  `hf_[A-Za-z]{34}|api_org_[A-Za-z]{34}`,
		Keywords: []string{"huggingface", "hf_token"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://huggingface.co/docs/hub/security-tokens",
		Finds: []string{
			"huggingface_token: \"«hf_{alpha:34}»\"\n",
			"id,value\n7,«api_org_{alpha:34}»\n",
		},
		Ignores: []string{
			"huggingface cut: hf_{alpha:6}",
			"huggingface key: hf_{repeat:x:34}",
		},
	},
	{
		ID: "GROQ_API_KEY", Title: "Groq API key", Category: Credentials,
		Pattern:  `gsk_[A-Za-z0-9]{52}`,
		Keywords: []string{"groq"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://console.groq.com/docs/quickstart",
		Finds: []string{
			"I pasted «gsk_{alnum:52}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «gsk_{alnum:52}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"groq cut: gsk_{alnum:10}",
			"groq key: gsk_{repeat:x:52}",
		},
	},
	{
		ID: "XAI_API_KEY", Title: "xAI API key", Category: Credentials,
		Pattern:  `xai-[A-Za-z0-9_-]{70,120}`,
		Keywords: []string{"xai", "grok"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.x.ai/docs/overview",
		Finds: []string{
			"I pasted «xai-{alnum:80}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «xai-{alnum:80}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"xai cut: xai-{alnum:16}",
			"xai key: xai-{repeat:x:80}",
		},
	},
	{
		ID: "PERPLEXITY_API_KEY", Title: "Perplexity API key", Category: Credentials,
		Pattern:  `pplx-[A-Za-z0-9]{48}`,
		Keywords: []string{"perplexity"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.perplexity.ai/",
		Finds: []string{
			"const k = '«pplx-{alnum:48}»'; // rotate in May",
			"{\"id\":7,\"perplexity_token\":\"«pplx-{alnum:48}»\"}",
		},
		Ignores: []string{
			"perplexity cut: pplx-{alnum:9}",
			"perplexity key: pplx-{repeat:x:48}",
		},
	},
	{
		ID: "REPLICATE_TOKEN", Title: "Replicate token", Category: Credentials,
		Pattern:  `r8_[A-Za-z0-9]{37}`,
		Keywords: []string{"replicate"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://replicate.com/docs/reference/http",
		Finds: []string{
			"replicate_token: \"«r8_{alnum:37}»\"\n",
			"id,value\n7,«r8_{alnum:37}»\n",
		},
		Ignores: []string{
			"replicate cut: r8_{alnum:7}",
			"replicate key: r8_{repeat:x:37}",
		},
	},
	{
		ID: "OPENROUTER_API_KEY", Title: "OpenRouter key", Category: Credentials,
		Pattern:  `sk-or-v1-[0-9a-f]{64}`,
		Keywords: []string{"openrouter"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://openrouter.ai/docs/api-reference/authentication",
		Finds: []string{
			"id,value\n7,«sk-or-v1-{hex:64}»\n",
			"openrouter_token: \"«sk-or-v1-{hex:64}»\"\n",
		},
		Ignores: []string{
			"openrouter cut: sk-or-v1-{hex:12}",
			"openrouter key: sk-or-v1-{repeat:0:64}",
		},
	},
	{
		ID: "DEEPSEEK_API_KEY", Title: "DeepSeek key", Category: Credentials,
		Pattern:         `sk-[a-f0-9]{32}`,
		Keywords:        []string{"deepseek"},
		KeywordRequired: true,
		Valid:           isSecret,
		Tier:            B,
		Source:          "https://api-docs.deepseek.com/",
		Finds: []string{
			"deepseek = «sk-{hex:32}»\n",
			"{\"deepseek\":\"«sk-{hex:32}»\"}",
		},
		Ignores: []string{
			"deepseek cut: sk-{hex:6}",
			"deepseek key: sk-{repeat:0:32}",
			"no word for it: sk-{hex:32}",
		},
	},
	{
		ID: "NVIDIA_API_KEY", Title: "NVIDIA API key", Category: Credentials,
		Pattern:  `nvapi-[A-Za-z0-9_-]{60,70}`,
		Keywords: []string{"nvidia"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.nvidia.com/ngc/gpu-cloud/ngc-user-guide/index.html",
		Finds: []string{
			"curl -H 'X-Api-Key: «nvapi-{base64url:63}4»' https://api.acme-demo.io/v1",
			"I pasted «nvapi-{base64url:63}4» into the chat, sorry.",
		},
		Ignores: []string{
			"nvidia cut: nvapi-{base64url:12}",
			"nvidia key: nvapi-{repeat:x:63}4",
		},
	},
	{
		ID: "PINECONE_API_KEY", Title: "Pinecone key", Category: Credentials,
		Pattern:  `pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}`,
		Keywords: []string{"pinecone"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.pinecone.io/guides/projects/manage-api-keys",
		Finds: []string{
			"I pasted «pcsk_{alnum:5}_{alnum:63}» into the chat, sorry.",
			"curl -H 'X-Api-Key: «pcsk_{alnum:5}_{alnum:63}»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"pinecone cut: pcsk_{alnum:5}_{alnum:12}",
			"pinecone key: pcsk_{repeat:x:5}_{repeat:x:63}",
		},
	},
	{
		ID: "LANGSMITH_API_KEY", Title: "LangSmith key", Category: Credentials,
		Pattern:  `lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}`,
		Keywords: []string{"langsmith"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.langchain.com/langsmith/create-account-api-key",
		Finds: []string{
			"const k = '«lsv2_pt_{hex:32}_{hex:10}»'; // rotate in May",
			"{\"id\":7,\"langsmith_token\":\"«lsv2_sk_{hex:32}_{hex:10}»\"}",
		},
		Ignores: []string{
			"langsmith cut: lsv2_pt_{hex:6}",
			"langsmith key: lsv2_pt_{repeat:0:32}_{repeat:0:10}",
		},
	},
	{
		ID: "TOGETHER_API_KEY", Title: "Together AI key", Category: Credentials,
		Pattern:  `tgp_v1_[A-Za-z0-9_-]{43}`,
		Keywords: []string{"together"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.together.ai/docs/quickstart",
		Finds: []string{
			"I pasted «tgp_v1_{base64url:42}4» into the chat, sorry.",
			"curl -H 'X-Api-Key: «tgp_v1_{base64url:42}4»' https://api.acme-demo.io/v1",
		},
		Ignores: []string{
			"together cut: tgp_v1_{base64url:8}",
			"together key: tgp_v1_{repeat:x:42}4",
		},
	},
	{
		ID: "CEREBRAS_API_KEY", Title: "Cerebras key", Category: Credentials,
		Pattern:  `csk-[a-z0-9]{48}`,
		Keywords: []string{"cerebras"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://inference-docs.cerebras.ai/quickstart",
		Finds: []string{
			"{\"id\":7,\"cerebras_token\":\"«csk-{loweralnum:48}»\"}",
			"const k = '«csk-{loweralnum:48}»'; // rotate in May",
		},
		Ignores: []string{
			"cerebras cut: csk-{loweralnum:9}",
			"cerebras key: csk-{repeat:x:48}",
		},
	},
	{
		ID: "ELEVENLABS_API_KEY", Title: "ElevenLabs key", Category: Credentials,
		Pattern:  `sk_[0-9a-f]{48}`,
		Keywords: []string{"elevenlabs", "xi-api-key"},
		Valid:    isSecret,
		Tier:     B,
		Source:   "https://elevenlabs.io/docs/api-reference/authentication",
		Finds: []string{
			"id,value\n7,«sk_{hex:48}»\n",
			"elevenlabs_token: \"«sk_{hex:48}»\"\n",
		},
		Ignores: []string{
			"elevenlabs cut: sk_{hex:9}",
			"elevenlabs key: sk_{repeat:0:48}",
		},
	},
	{
		ID: "WANDB_API_KEY", Title: "Weights & Biases key", Category: Credentials,
		Pattern:  `wandb_v1_[A-Za-z0-9_]{77}`,
		Keywords: []string{"wandb"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.wandb.ai/",
		Finds: []string{
			"export WANDB_TOKEN=«wandb_v1_{alnum:77}»\n",
			"2026-03-02 12:00:01 INFO upload begins with «wandb_v1_{alnum:77}» as its key",
		},
		Ignores: []string{
			"wandb cut: wandb_v1_{alnum:15}",
			"wandb key: wandb_v1_{repeat:x:77}",
		},
	},
	{
		ID: "RUNPOD_API_KEY", Title: "RunPod key", Category: Credentials,
		Pattern:  `rpa_[A-Z0-9]{40}[A-Za-z0-9]{6}`,
		Keywords: []string{"runpod"},
		Valid:    isSecret,
		Tier:     A,
		Source:   "https://docs.runpod.io/get-started/api-keys",
		Finds: []string{
			"id,value\n7,«rpa_{upperalnum:40}{alnum:6}»\n",
			"runpod_token: \"«rpa_{upperalnum:40}{alnum:6}»\"\n",
		},
		Ignores: []string{
			"runpod cut: rpa_{upperalnum:8}",
			"runpod key: rpa_{repeat:X:40}{repeat:x:6}",
		},
	},
}
