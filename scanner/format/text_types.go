package format

// textTypeByExtension gives the MIME types of text by extension. A file that is called so is no table, whatever commas are in it.
var textTypeByExtension = map[string]string{
	".log": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown", ".rst": "text/x-rst", ".adoc": "text/asciidoc", ".tex": "text/x-tex",
	".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".css": "text/css", ".svg": "image/svg+xml",
	".xml": "application/xml", ".xsd": "application/xml", ".xsl": "application/xml", ".rss": "application/rss+xml", ".kml": "application/vnd.google-earth.kml+xml",
	".plist": "application/xml", ".pom": "application/xml", ".csproj": "application/xml",
	".yaml": "application/yaml", ".yml": "application/yaml", ".toml": "application/toml",
	".ini": "text/plain", ".cfg": "text/plain", ".conf": "text/plain", ".cnf": "text/plain", ".env": "text/plain", ".properties": "text/x-java-properties",
	".tf": "text/plain", ".tfvars": "text/plain", ".hcl": "text/plain", ".dockerfile": "text/plain", ".gradle": "text/plain", ".lock": "text/plain",
	".sql": "application/sql", ".ddl": "application/sql", ".hql": "application/sql",
	".sh": "text/x-shellscript", ".bash": "text/x-shellscript", ".zsh": "text/x-shellscript", ".ps1": "text/x-powershell", ".bat": "text/plain", ".cmd": "text/plain",
	".py": "text/x-python", ".rb": "text/x-ruby", ".pl": "text/x-perl", ".pm": "text/x-perl", ".php": "text/x-php", ".lua": "text/x-lua", ".tcl": "text/x-tcl", ".r": "text/x-r",
	".js": "text/javascript", ".mjs": "text/javascript", ".cjs": "text/javascript", ".jsx": "text/javascript", ".ts": "text/typescript", ".tsx": "text/typescript",
	".vue": "text/plain", ".svelte": "text/plain",
	".go": "text/x-go", ".rs": "text/x-rust", ".c": "text/x-c", ".h": "text/x-c", ".cc": "text/x-c++", ".cpp": "text/x-c++", ".hpp": "text/x-c++", ".cs": "text/x-csharp",
	".java": "text/x-java", ".kt": "text/x-kotlin", ".kts": "text/x-kotlin", ".scala": "text/x-scala", ".swift": "text/x-swift", ".m": "text/x-objectivec", ".dart": "text/x-dart",
	".ex": "text/x-elixir", ".exs": "text/x-elixir", ".erl": "text/x-erlang", ".clj": "text/x-clojure", ".hs": "text/x-haskell", ".vb": "text/x-vb", ".proto": "text/plain",
	".json5": "application/json5", ".http": "text/plain", ".graphql": "text/plain", ".diff": "text/x-diff", ".patch": "text/x-diff", ".ldif": "text/plain",
	".eml": "message/rfc822", ".mbox": "application/mbox", ".ics": "text/calendar", ".vcf": "text/vcard", ".rtf": "text/rtf", ".srt": "application/x-subrip", ".vtt": "text/vtt",
	".pem": "application/x-pem-file", ".crt": "application/x-pem-file", ".key": "application/x-pem-file", ".asc": "application/pgp-keys", ".pub": "text/plain",
}
