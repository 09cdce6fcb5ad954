module github.com/pii-scan/pii-scan

go 1.26.0

require (
	github.com/andybalholm/brotli v1.2.8 // Brotli
	github.com/aws/aws-sdk-go-v2 v1.47.7 // S3: the client
	github.com/aws/aws-sdk-go-v2/config v1.33.15 // S3: regions, profiles and credentials as the AWS command line finds them
	github.com/aws/aws-sdk-go-v2/credentials v1.20.15 // S3: roles to assume
	github.com/aws/aws-sdk-go-v2/service/macie2 v1.51.4 // tests: the names and nesting of a finding
	github.com/aws/aws-sdk-go-v2/service/s3 v1.114.8 // S3: listing and reading
	github.com/aws/aws-sdk-go-v2/service/sts v1.51.8 // S3: roles to assume
	github.com/aws/smithy-go v1.28.8 // S3: errors by type
	github.com/bep/imagemeta v1.0.1 // EXIF and XMP of images
	github.com/bodgit/sevenzip v1.6.5 // 7z
	github.com/gabriel-vasile/mimetype v1.4.16 // what a binary file is
	github.com/klauspost/compress v1.20.1 // gzip, deflate, Zstandard, Snappy: faster than the standard library, or not in it
	github.com/klippa-app/go-pdfium v1.19.8 // PDFium as a WebAssembly module
	github.com/nwaples/rardecode/v2 v2.4.6 // RAR
	github.com/nyaruka/phonenumbers v1.8.1 // tests and the generator of the phone tables: the oracle
	github.com/owenrumney/go-sarif/v3 v3.3.1 // SARIF output, and its schema in tests
	github.com/parquet-go/parquet-go v0.32.0 // tests: writes Parquet, and is what our reader is held against
	github.com/pierrec/lz4/v4 v4.1.33 // LZ4
	github.com/rogpeppe/go-internal v1.16.0 // tests: the command as scripts
	github.com/saintfish/chardet v0.0.0-20230101081208-5e3ef4b5456d // a guess at a text's encoding
	github.com/schollz/progressbar/v3 v3.19.1 // progress on a terminal
	github.com/spf13/cobra v1.10.2 // commands, flags, shell completion
	github.com/spf13/pflag v1.0.9 // flags as values, for environment and configuration file
	github.com/suyashkumar/dicom v1.1.0 // DICOM: its dictionary and character sets
	github.com/tetratelabs/wazero v1.12.0 // runs PDFium
	github.com/twmb/avro v1.9.0 // tests: writes Avro, and is what our reader is held against
	github.com/ulikunitz/xz v0.5.17 // xz and LZMA
	github.com/wasilibs/go-re2 v1.13.0 // tests: the oracle of the engine
	github.com/xeipuuv/gojsonschema v1.2.0 // tests: outputs against their schemas
	github.com/xuri/excelize/v2 v2.11.0 // tests and the generator of samples: writes XLSX, and is what our reader is held against
	go.yaml.in/yaml/v3 v3.0.6 // the configuration file
	golang.org/x/crypto v0.57.0 // Keccak, in the check of wallets
	golang.org/x/net v0.59.0 // tests and the generator of the list of top-level domains
	golang.org/x/sync v0.23.0 // the bounded pool
	golang.org/x/sys v0.48.0 // whether the processor has AVX2; the bounds of memory
	golang.org/x/term v0.46.0 // whether output is a terminal
	golang.org/x/text v0.42.0 // encodings of text
	google.golang.org/protobuf v1.36.11 // ORC: the wire format of its footers
	modernc.org/sqlite v1.60.0 // SQLite
)

require (
	github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream v1.7.26 // indirect
	github.com/aws/aws-sdk-go-v2/feature/ec2/imds v1.20.7 // indirect
	github.com/aws/aws-sdk-go-v2/internal/configsources v1.5.10 // indirect
	github.com/aws/aws-sdk-go-v2/internal/endpoints/v2 v2.8.10 // indirect
	github.com/aws/aws-sdk-go-v2/internal/v4a v1.5.10 // indirect
	github.com/aws/aws-sdk-go-v2/service/internal/accept-encoding v1.13.24 // indirect
	github.com/aws/aws-sdk-go-v2/service/internal/checksum v1.11.11 // indirect
	github.com/aws/aws-sdk-go-v2/service/internal/presigned-url v1.14.10 // indirect
	github.com/aws/aws-sdk-go-v2/service/internal/s3shared v1.20.10 // indirect
	github.com/aws/aws-sdk-go-v2/service/signin v1.12.3 // indirect
	github.com/aws/aws-sdk-go-v2/service/sso v1.39.3 // indirect
	github.com/aws/aws-sdk-go-v2/service/ssooidc v1.44.3 // indirect
	github.com/bodgit/plumbing v1.3.0 // indirect
	github.com/bodgit/windows v1.0.1 // indirect
	github.com/clipperhouse/uax29/v2 v2.6.0 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/hashicorp/golang-lru/v2 v2.0.7 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/jolestar/go-commons-pool/v2 v2.1.2 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/mattn/go-runewidth v0.0.19 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/ncruces/go-strftime v1.0.0 // indirect
	github.com/parquet-go/bitpack v1.0.0 // indirect
	github.com/parquet-go/jsonlite v1.0.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/richardlehane/mscfb v1.0.9 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/spf13/afero v1.15.0 // indirect
	github.com/stangelandcl/ppmd v0.1.1 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/twpayne/go-geom v1.6.1 // indirect
	github.com/xeipuuv/gojsonpointer v0.0.0-20180127040702-4e3ac2762d5f // indirect
	github.com/xeipuuv/gojsonreference v0.0.0-20180127040603-bd5ef7bd5415 // indirect
	github.com/xuri/efp v0.0.1 // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	go4.org v0.0.0-20260112195520-a5071408f32f // indirect
	golang.org/x/tools v0.50.0 // indirect
	modernc.org/libc v1.77.1 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)
