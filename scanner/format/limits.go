package format

// Limits and sizes, in bytes where nothing else is said.
const (
	// HeadSize is how much of an object is looked at to tell its format, encoding and dialect.
	HeadSize = 64 << 10
	// BlockSize is how much of the text a segment owns by default: large enough that the margins and the costs per block hardly
	// count, small enough for a core's cache together with its fields.
	BlockSize = 128 << 10
	// MarginBefore is the context in front of what a segment owns, where its border falls inside a field: more than keywords
	// and edge guards look back.
	MarginBefore = 1 << 10
	// MarginAfter is the context behind: the longest match is 16 KiB, and its guards look a little further.
	MarginAfter = 17 << 10

	// MaxQuotedCell is how far a quoted CSV cell may run. Where no quote closes it, the opening quote is a plain character: one
	// stray quote must not swallow a whole file.
	MaxQuotedCell = 1 << 20
	// MaxJSONLine is up to which length a malformed line of JSON Lines is taken back and scanned as text as a whole; in a longer
	// one the text begins at the error.
	MaxJSONLine = 1 << 20
	// MaxJSONNumber is the longest number.
	MaxJSONNumber = 4 << 10
	// MaxJSONDepth is how many levels have a path of their own, as in Macie.
	MaxJSONDepth = 256
	// MaxJSONBrackets is how many open brackets are told apart at all: a bit of memory for each.
	MaxJSONBrackets = 8 << 20
	// MaxNames is how many distinct names of an object are kept to be found again; later ones are made afresh.
	MaxNames = 100_000
	// MaxNameBytes bounds the memory of the names that are kept.
	MaxNameBytes = 16 << 20
	// MaxName cuts one name: paths show 240 characters of it at most.
	MaxName = 1 << 10
	// MaxColumns is how many columns of a table have names.
	MaxColumns = 16 << 10
)
