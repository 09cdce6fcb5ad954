package bucket

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strings"

	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Errors at the very start, before any object: mistakes of usage.
var (
	// ErrCredentials: there are no credentials, or they are not accepted.
	ErrCredentials = errors.New("no usable AWS credentials")
	// ErrEndpoint: the server cannot be reached.
	ErrEndpoint = errors.New("S3 endpoint cannot be reached")
	// ErrURI: not s3://, s3://bucket or s3://bucket/prefix.
	ErrURI = errors.New("not an S3 URI")
)

// reasons of S3's error codes. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
var reasons = map[string]source.Reason{
	"AccessDenied":          source.PermissionDenied,
	"AllAccessDisabled":     source.PermissionDenied,
	"AccountProblem":        source.PermissionDenied,
	"Forbidden":             source.PermissionDenied,
	"InvalidPayer":          source.PermissionDenied,
	"NotSignedUp":           source.PermissionDenied,
	"NoSuchBucket":          source.NoSuchBucket,
	"NoSuchKey":             source.SourceObjectGone,
	"NoSuchVersion":         source.SourceObjectGone,
	"NotFound":              source.SourceObjectGone,
	"MethodNotAllowed":      source.SourceObjectGone, // a version that marks a deletion
	"PreconditionFailed":    source.ObjectVersionMismatch,
	"InvalidObjectState":    source.InvalidObjectState,
	"InvalidRequest":        source.InvalidEncryption, // GET of what is encrypted with the customer's own key (SSE-C)
	"InvalidAccessKeyId":    source.PermissionDenied,
	"SignatureDoesNotMatch": source.PermissionDenied,
	"ExpiredToken":          source.PermissionDenied,
	"InvalidToken":          source.PermissionDenied,
	"TokenRefreshRequired":  source.PermissionDenied,
	"InvalidSecurity":       source.PermissionDenied,
}

// badCredentials are codes that no other bucket or object would be spared.
var badCredentials = map[string]bool{
	"InvalidAccessKeyId": true, "SignatureDoesNotMatch": true, "ExpiredToken": true, "InvalidToken": true,
	"TokenRefreshRequired": true, "InvalidSecurity": true, "NotSignedUp": true,
}

// statuses are for responses without a code, as HEAD has none.
var statuses = map[int]source.Reason{
	http.StatusUnauthorized:       source.PermissionDenied,
	http.StatusForbidden:          source.PermissionDenied,
	http.StatusNotFound:           source.SourceObjectGone,
	http.StatusPreconditionFailed: source.ObjectVersionMismatch,
}

// readProblem says why an object cannot be read.
func readProblem(err error) error {
	return problem(err, source.ReadError)
}

// listProblem says why a bucket cannot be listed.
func listProblem(err error) *source.Problem {
	p := source.AsProblem(problem(err, source.ListingFailed), source.ListingFailed)
	switch p.Reason {
	case source.SourceObjectGone:
		p.Reason = source.NoSuchBucket
	case source.InvalidEncryption, source.InvalidObjectState, source.ObjectVersionMismatch:
		p.Reason = source.ListingFailed
	}
	return p
}

// problem leaves what ended with its context as it is, and problems.
func problem(err error, fallback source.Reason) error {
	var known *source.Problem
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	code, status := errorCode(err), errorStatus(err)
	p := &source.Problem{Reason: fallback, Detail: plainCode(code), Err: err}
	if reason, ok := statuses[status]; ok {
		p.Reason = reason
	}
	if reason, ok := reasons[code]; ok {
		p.Reason = reason
	}
	if strings.HasPrefix(code, "KMS.") {
		p.Reason = source.InvalidKMSKey
	}
	return p
}

// startProblem finds the errors that end a scan before it starts; nil: none of them.
func startProblem(err error) error {
	var network net.Error
	var sending *smithyhttp.RequestSendError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case badCredentials[errorCode(err)]:
		return startError(ErrCredentials, err)
	case errors.As(err, &sending), errors.As(err, &network):
		return startError(ErrEndpoint, err)
	}
	return nil
}

// errorCode gives S3's code of an error; empty where it has none.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func errorStatus(err error) int {
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

var codeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z.]{1,60}$`)

// plainCode shows a code that looks like one: it comes from the server, which may be anyone's.
func plainCode(code string) string {
	if codeForm.MatchString(code) {
		return code
	}
	return ""
}
