package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Source is the source of s3:// (every bucket), s3://bucket, s3://bucket/prefix, and s3://bucket/key, which is a prefix too:
// a prefix is the start of keys, not a folder. Nothing in a URI is percent-encoded. Its error is ErrURI.
//
// Objects come bucket by bucket, by name, in the order of their keys' bytes. A bucket that cannot be listed, also one that does not
// exist, is yielded itself, as an Object with the bucket's URI and a Problem: NoSuchBucket, PermissionDenied, ListingFailed; what was
// listed before is scanned, and the next bucket follows. Where listing is denied and the URI names a key, that object is
// yielded. What is archived and not restored has the Problem InvalidObjectState. Keys that end in a slash are objects like others.
//
// The source is a source.Checker: credentials that are not accepted (ErrCredentials) and a server that cannot be reached (ErrEndpoint)
// are errors before the first object.
func (c *Client) Source(uri string) (source.Source, error) {
	rest, ok := strings.CutPrefix(uri, scheme)
	bucket, prefix, _ := strings.Cut(rest, "/")
	if !ok || bucket == "" && rest != "" {
		return nil, fmt.Errorf("%w: %s", ErrURI, uri)
	}
	return &listing{client: c, bucket: bucket, prefix: prefix}, nil
}

const scheme = "s3://"

type listing struct {
	client         *Client
	bucket, prefix string // no bucket: all

	// What Check found.
	checked bool
	buckets []*source.Bucket
	problem *source.Problem // why buckets could not be listed
}

// Check implements source.Checker: it lists the buckets, or looks for the one that is named. It asks once.
func (l *listing) Check(ctx context.Context) error {
	if l.checked {
		return nil
	}
	if l.bucket != "" {
		b, err := l.client.describe(ctx, l.bucket)
		if err != nil {
			return err
		}
		l.buckets = []*source.Bucket{b}
	} else {
		buckets, err := l.client.list(ctx, &s3.ListBucketsInput{})
		if err := startProblem(err); err != nil {
			return err
		}
		if l.buckets = buckets; err != nil {
			l.problem = listProblem(err)
		}
	}
	l.checked = true
	return nil
}

// Objects implements source.Source.
func (l *listing) Objects(ctx context.Context, yield func(*source.Object) error) error {
	if err := l.Check(ctx); err != nil {
		return err
	}
	for _, b := range l.buckets {
		if err := l.objects(ctx, b, yield); err != nil {
			return err
		}
	}
	if l.problem != nil {
		return yield(&source.Object{URI: scheme, Size: -1, Problem: l.problem})
	}
	return nil
}

// list gives the buckets of the account, those before an error too.
func (c *Client) list(ctx context.Context, in *s3.ListBucketsInput) ([]*source.Bucket, error) {
	var buckets []*source.Bucket
	for {
		out, err := c.region("").ListBuckets(ctx, in, fewAttempts)
		if err != nil {
			return buckets, err
		}
		for _, b := range out.Buckets {
			found := &source.Bucket{Name: aws.ToString(b.Name), Region: aws.ToString(b.BucketRegion), Created: aws.ToTime(b.CreationDate)}
			if out.Owner != nil {
				found.OwnerID = aws.ToString(out.Owner.ID)
			}
			buckets = append(buckets, found)
		}
		if aws.ToString(out.ContinuationToken) == "" {
			return buckets, nil
		}
		in.ContinuationToken = out.ContinuationToken
	}
}

// describe gives what can be known of a bucket beforehand. Whether it exists shows when it is listed.
func (c *Client) describe(ctx context.Context, name string) (*source.Bucket, error) {
	region, err := c.regionOf(ctx, name)
	if err := startProblem(err); err != nil {
		return nil, err
	}
	b := &source.Bucket{Name: name, Region: region}
	if c.opts.NoSignRequest {
		return b, nil
	}
	// The list of buckets tells a bucket's age and owner, if the bucket is our own and we may list; and it alone tells bad
	// credentials from a denial, as HEAD has no body for the code.
	buckets, err := c.list(ctx, &s3.ListBucketsInput{Prefix: aws.String(name), MaxBuckets: aws.Int32(listPage)})
	if err := startProblem(err); err != nil && !errors.Is(err, ErrEndpoint) {
		return nil, err
	}
	for _, found := range buckets {
		if found.Name == name {
			b.Created, b.OwnerID = found.Created, found.OwnerID
		}
	}
	return b, nil
}

// listPage is how many buckets are asked for where one is wanted: names that start with it may follow.
const listPage = 100

// regionOf asks where a bucket is. S3 says so also in answers that deny or redirect.
func (c *Client) regionOf(ctx context.Context, name string) (string, error) {
	const header = "x-amz-bucket-region"
	out, err := c.region("").HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(name)}, fewAttempts)
	if err == nil {
		return aws.ToString(out.BucketRegion), nil
	}
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		if region := response.Response.Header.Get(header); region != "" {
			return region, nil
		}
	}
	return "", err
}

// page is a part of a listing, or why there is no more.
type page struct {
	out *s3.ListObjectsV2Output
	err error
}

// objects lists a bucket; the next page is fetched while the objects of one are yielded.
func (l *listing) objects(ctx context.Context, b *source.Bucket, yield func(*source.Object) error) error {
	if b.Region == "" {
		// Old servers do not tell it in the list of buckets. Without it the listing fails and says why.
		b.Region, _ = l.client.regionOf(ctx, b.Name)
	}
	listCtx, cancel := context.WithCancel(ctx)
	pages := make(chan page)
	defer func() {
		cancel()
		for range pages { // until the goroutine has ended
		}
	}()
	go func() {
		defer close(pages)
		l.pages(listCtx, b, pages)
	}()
	for p := range pages {
		if p.err != nil {
			if err := ctx.Err(); err != nil {
				return err
			}
			return l.denied(ctx, b, p.err, yield)
		}
		for i := range p.out.Contents {
			if err := yield(l.client.object(b, &p.out.Contents[i], p.out.EncodingType)); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (l *listing) pages(ctx context.Context, b *source.Bucket, pages chan<- page) {
	client := l.client.region(b.Region)
	in := &s3.ListObjectsV2Input{
		Bucket: aws.String(b.Name),
		// Keys may hold characters that XML cannot.
		EncodingType:             types.EncodingTypeUrl,
		OptionalObjectAttributes: []types.OptionalObjectAttributes{types.OptionalObjectAttributesRestoreStatus},
		RequestPayer:             l.client.payer(),
		ExpectedBucketOwner:      l.client.owner(),
	}
	if l.prefix != "" {
		in.Prefix = aws.String(l.prefix)
	}
	for {
		out, err := client.ListObjectsV2(ctx, in)
		select {
		case pages <- page{out, err}:
		case <-ctx.Done():
			return
		}
		if err != nil || !aws.ToBool(out.IsTruncated) || aws.ToString(out.NextContinuationToken) == "" {
			return
		}
		in.ContinuationToken = out.NextContinuationToken
	}
}

// denied yields the bucket with the reason why it cannot be listed, or the one object that can be read nevertheless.
func (l *listing) denied(ctx context.Context, b *source.Bucket, cause error, yield func(*source.Object) error) error {
	p := listProblem(cause)
	if p.Reason == source.PermissionDenied && l.prefix != "" && !strings.HasSuffix(l.prefix, "/") {
		if o := l.client.head(ctx, b, l.prefix); o != nil {
			return yield(o)
		}
	}
	uri := scheme + b.Name
	if l.prefix != "" {
		uri += "/" + l.prefix
	}
	return yield(&source.Object{URI: uri, Name: b.Name, Size: -1, Bucket: b, Problem: p})
}

// object makes an object of its entry in a listing.
func (c *Client) object(b *source.Bucket, entry *types.Object, encoding types.EncodingType) *source.Object {
	key := aws.ToString(entry.Key)
	// Not every server does what was asked for, and the SDK decodes nothing.
	if encoding == types.EncodingTypeUrl {
		if decoded, err := url.QueryUnescape(key); err == nil {
			key = decoded
		}
	}
	o := &source.Object{
		URI:          scheme + b.Name + "/" + key,
		Name:         path.Base(key),
		Size:         aws.ToInt64(entry.Size),
		Modified:     aws.ToTime(entry.LastModified),
		Bucket:       b,
		Key:          key,
		ETag:         strings.Trim(aws.ToString(entry.ETag), `"`),
		StorageClass: string(entry.StorageClass),
	}
	if archived(entry) {
		o.Problem = source.Problemf(source.InvalidObjectState, "archived and not restored: %s", entry.StorageClass)
		return o
	}
	c.readable(o)
	return o
}

// archived says whether an object cannot be read as it lies in an archive. Objects of the class INTELLIGENT_TIERING may too, which shows
// only when they are opened.
func archived(entry *types.Object) bool {
	switch entry.StorageClass {
	case types.ObjectStorageClassGlacier, types.ObjectStorageClassDeepArchive:
		r := entry.RestoreStatus
		return r == nil || aws.ToBool(r.IsRestoreInProgress) || r.RestoreExpiryDate == nil
	}
	return false
}

// head makes an object of what the server tells of one key; nil where it tells nothing.
func (c *Client) head(ctx context.Context, b *source.Bucket, key string) *source.Object {
	out, err := c.region(b.Region).HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: aws.String(b.Name), Key: aws.String(key), RequestPayer: c.payer(), ExpectedBucketOwner: c.owner(),
	})
	if err != nil {
		return nil
	}
	entry := &types.Object{
		Key: aws.String(key), Size: out.ContentLength, LastModified: out.LastModified, ETag: out.ETag,
		StorageClass: types.ObjectStorageClass(out.StorageClass),
	}
	// A listing tells in fields what a header tells in words: ongoing-request="false", expiry-date="..."
	if strings.Contains(aws.ToString(out.Restore), `ongoing-request="false"`) {
		entry.RestoreStatus = &types.RestoreStatus{RestoreExpiryDate: out.LastModified}
	}
	return c.object(b, entry, "")
}
