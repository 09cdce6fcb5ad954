// Package source says what is scanned: objects, where they come from, and why one could not be read.
//
// Files (with folders and globs), Stdin and, in package bucket, S3 are its sources.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Object is one thing to scan: a file, standard input, an S3 object.
type Object struct {
	// URI is how the object is called in results: a path as the user would write it, or s3://bucket/key.
	URI      string
	Name     string // the last element of its path or key, for its extension
	Size     int64  // bytes; -1 where unknown
	Modified time.Time

	// Bucket and Key are set for S3 objects alone.
	Bucket       *Bucket
	Key          string
	ETag         string
	VersionID    string
	StorageClass string
	// Encryption is the object's server-side encryption: NONE, AES256, aws:kms, aws:kms:dsse; empty where unknown.
	Encryption string
	KMSKeyID   string

	// Open reads the object from its start. Errors are *Problem where the reason is known.
	Open func(context.Context) (io.ReadCloser, error)
	// OpenAt gives random access; nil where there is none and whoever needs it must spool.
	OpenAt func(context.Context) (ReaderAtCloser, error)

	// Problem is set for what was found but cannot be opened: no read permission, an archived storage class, a link
	// out of the tree, an exclusion. Open is nil then.
	Problem *Problem
}

// ReaderAtCloser is random access to an object's bytes.
type ReaderAtCloser interface {
	io.ReaderAt
	io.Closer
}

// Bucket is what is known of an S3 bucket.
type Bucket struct {
	Name    string
	Region  string
	Created time.Time // zero where unknown
	OwnerID string
	Account string // 12 digits; empty where unknown
}

// Source yields the objects of a target in a fixed order: by path, by key. It returns nil when all were yielded; what
// cannot be listed is itself yielded as an Object with a Problem, and the rest goes on. An error from yield ends it.
type Source interface {
	Objects(ctx context.Context, yield func(*Object) error) error
}

// Reason says why an object, or a part of it, was not scanned: Macie's codes (facts: result.status.reason), and a few of our
// own for what Macie does not meet.
type Reason string

// Macie's reasons.
const (
	ArchiveContainsUnprocessedFiles Reason = "ARCHIVE_CONTAINS_UNPROCESSED_FILES"
	ArchiveExceedsSizeLimit         Reason = "ARCHIVE_EXCEEDS_SIZE_LIMIT"
	ArchiveNestingLevelOverLimit    Reason = "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"
	ArchiveTotalBytesOverLimit      Reason = "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"
	ArchiveTotalFilesOverLimit      Reason = "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT"
	FileExceedsSizeLimit            Reason = "FILE_EXCEEDS_SIZE_LIMIT"
	InvalidEncryption               Reason = "INVALID_ENCRYPTION"
	InvalidKMSKey                   Reason = "INVALID_KMS_KEY"
	InvalidObjectState              Reason = "INVALID_OBJECT_STATE"
	JSONNestingLevelOverLimit       Reason = "JSON_NESTING_LEVEL_OVER_LIMIT"
	MalformedFile                   Reason = "MALFORMED_FILE"
	MalformedOrTooLarge             Reason = "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"
	NoSuchBucket                    Reason = "NO_SUCH_BUCKET_AVAILABLE"
	ObjectVersionMismatch           Reason = "OBJECT_VERSION_MISMATCH"
	OOXMLRatioExceedsLimit          Reason = "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT"
	OOXMLSizeExceedsLimit           Reason = "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT"
	PermissionDenied                Reason = "PERMISSION_DENIED"
	SourceObjectGone                Reason = "SOURCE_OBJECT_NO_LONGER_AVAILABLE"
	TimeCutOffReached               Reason = "TIME_CUT_OFF_REACHED"
	UnableToParseFile               Reason = "UNABLE_TO_PARSE_FILE"
	UnsupportedFileType             Reason = "UNSUPPORTED_FILE_TYPE_EXCEPTION"
)

// Our own reasons.
const (
	ReadError      Reason = "READ_ERROR"       // the body broke and could not be resumed; the disk failed
	ListingFailed  Reason = "LISTING_FAILED"   // a folder or bucket could not be listed
	InternalError  Reason = "INTERNAL_ERROR"   // a reader failed in a way that is our fault
	Interrupted    Reason = "INTERRUPTED"      // the scan was stopped before the object's end
	Excluded       Reason = "EXCLUDED"         // by --exclude, --include, --max-size, --modified-since
	SpecialFile    Reason = "SPECIAL_FILE"     // a device, a socket, a pipe
	LinkOutOfTree  Reason = "LINK_OUT_OF_TREE" // a symbolic link that leads out of the target or into a loop
	GitObjectStore Reason = "GIT_OBJECT_STORE" // .git/objects and its like: what is checked out is scanned instead
	RatioOverLimit Reason = "COMPRESSION_RATIO_EXCEEDS_LIMIT"

	RecognizerFailed Reason = "RECOGNIZER_FAILED" // --recognizer did not answer, or with what is no answer
)

// Incomplete says whether a reason makes a scan incomplete (exit status 3). What is excluded or of an unsupported type is
// counted and does not, unless strict.
func (r Reason) Incomplete(strict bool) bool {
	switch r {
	case "":
		return false
	case UnsupportedFileType, Excluded, SpecialFile, LinkOutOfTree, GitObjectStore:
		return strict
	}
	return true
}

// Problem is why an object, or a part of it, was not scanned. Detail is for people and never quotes the object's content.
type Problem struct {
	Reason Reason
	Detail string
	Err    error // the cause; not shown as it may quote names or content
}

func (p *Problem) Error() string {
	if p.Detail == "" {
		return string(p.Reason)
	}
	return string(p.Reason) + ": " + p.Detail
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Problemf makes a problem with a detail.
func Problemf(reason Reason, format string, args ...any) *Problem {
	return &Problem{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// AsProblem finds the problem in err; any other error becomes fallback with no detail but the error's type, since its text may
// quote what was read.
func AsProblem(err error, fallback Reason) *Problem {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &Problem{Reason: TimeCutOffReached, Err: err}
	case errors.Is(err, context.Canceled):
		return &Problem{Reason: Interrupted, Err: err}
	}
	return &Problem{Reason: fallback, Err: err}
}
