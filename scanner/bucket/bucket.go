// Package bucket is S3 as a source of objects: it lists buckets and reads what is in them.
//
//	c, err := bucket.Open(ctx, bucket.Options{Region: "eu-central-1"})
//	src, err := c.Source("s3://people/2026/")
//
// It works with AWS and with servers that speak its protocol. Listing and reading overlap, broken bodies are resumed
// where they broke, large objects are read in several ranges at once, and an object that changes while it is read is noticed. Types of the
// AWS SDK stay inside; errors become reasons by their codes. It writes nothing.
package bucket

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Limits of connections and patience.
const (
	defaultConnections = 64               // at once and host; a bucket is a host of its own, but for path style
	idleTimeout        = 55 * time.Second // S3 closes what is idle longer
	headerTimeout      = 30 * time.Second // from a request to its response's first byte
	readTimeout        = 30 * time.Second // without any byte of a body
	readBuffer         = 64 << 10         // bytes per connection; requests are small
	requestAttempts    = 8                // of a request, with its first
	requestBackoff     = 20 * time.Second // the longest pause between two
	firstAttempts      = 3                // of the very first requests, so that a wrong endpoint shows soon
	credentialsWindow  = 5 * time.Minute  // temporary credentials are renewed so long before they expire
	sessionName        = "pii-scan"
	defaultRegion      = "us-east-1" // where none is configured: enough to ask where buckets are
)

// Options say whose buckets are read and how. The zero value takes the environment's and the user's AWS configuration.
type Options struct {
	Profile  string // of the shared configuration files
	Region   string // where requests start; the region of each bucket is found out
	Endpoint string // URL of a server other than AWS; empty: AWS, or AWS_ENDPOINT_URL_S3
	// PathStyle asks for /bucket/key instead of bucket.host/key: most servers other than AWS need it.
	PathStyle     bool
	NoSignRequest bool // no credentials: public buckets
	RequesterPays bool // the requests and transfers are paid by whoever scans
	// AssumeRole is the ARN of a role to take on, ExternalID what it may ask for.
	AssumeRole, ExternalID string
	// ExpectedBucketOwner is the account, 12 digits, that buckets must belong to; else they are denied. Empty: any.
	ExpectedBucketOwner string
	MaxConnections      int // at once and host; default 64
}

// Client reads buckets. It is used by many goroutines.
type Client struct {
	opts   Options
	config aws.Config
	http   aws.HTTPClient

	mu       sync.Mutex
	byRegion map[string]*s3.Client
}

// Open reads the configuration and finds credentials, which it does not try. Without any, or with a configuration that cannot be
// used, its error is ErrCredentials; with an endpoint that is not a URL of http or https, ErrEndpoint.
func Open(ctx context.Context, opts Options) (*Client, error) {
	if opts.Endpoint != "" {
		u, err := url.Parse(opts.Endpoint)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("%w: not a URL of http or https: %s", ErrEndpoint, opts.Endpoint)
		}
	}
	c := &Client{opts: opts, http: transport(opts), byRegion: map[string]*s3.Client{}}
	load := []func(*config.LoadOptions) error{config.WithHTTPClient(c.http)}
	if opts.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(opts.Profile))
	}
	if opts.Region != "" {
		load = append(load, config.WithRegion(opts.Region))
	}
	if opts.NoSignRequest {
		load = append(load, config.WithCredentialsProvider(aws.AnonymousCredentials{}))
	}
	var err error
	if c.config, err = config.LoadDefaultConfig(ctx, load...); err != nil {
		return nil, startError(ErrCredentials, err)
	}
	if c.config.Region == "" {
		c.config.Region = defaultRegion
	}
	if opts.NoSignRequest {
		return c, nil
	}
	if opts.AssumeRole != "" {
		role := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(c.config), opts.AssumeRole, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = sessionName
			if opts.ExternalID != "" {
				o.ExternalID = aws.String(opts.ExternalID)
			}
		})
		c.config.Credentials = aws.NewCredentialsCache(role, func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = credentialsWindow })
	}
	if _, err := c.config.Credentials.Retrieve(ctx); err != nil {
		return nil, startError(ErrCredentials, err)
	}
	return c, nil
}

// transport is shared by the clients of all regions. It has no limit for a whole response, which may be large, only for pauses.
func transport(opts Options) aws.HTTPClient {
	connections := opts.MaxConnections
	if connections <= 0 {
		connections = defaultConnections
	}
	return awshttp.NewBuildableClient().WithReadTimeout(readTimeout).WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0 // no limit but each host's
		t.MaxIdleConnsPerHost = connections
		t.MaxConnsPerHost = connections
		t.IdleConnTimeout = idleTimeout
		t.ResponseHeaderTimeout = headerTimeout
		t.ReadBufferSize = readBuffer
		t.ForceAttemptHTTP2 = false // many streams of one connection are slower than many connections
	})
}

// region gives the client for buckets of a region; empty: the configured one.
func (c *Client) region(name string) *s3.Client {
	if name == "" {
		name = c.config.Region
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if client, ok := c.byRegion[name]; ok {
		return client
	}
	// One retryer for each client: its tokens are what keeps a failing region from being flooded.
	retryer := retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = requestAttempts
		o.MaxBackoff = requestBackoff
	})
	client := s3.NewFromConfig(c.config, func(o *s3.Options) {
		o.Region = name
		o.Retryer = retryer
		o.UsePathStyle = c.opts.PathStyle
		if c.opts.Endpoint != "" {
			o.BaseEndpoint = aws.String(c.opts.Endpoint)
		}
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	c.byRegion[name] = client
	return client
}

func (c *Client) payer() types.RequestPayer {
	if c.opts.RequesterPays {
		return types.RequestPayerRequester
	}
	return ""
}

func (c *Client) owner() *string {
	if c.opts.ExpectedBucketOwner == "" {
		return nil
	}
	return aws.String(c.opts.ExpectedBucketOwner)
}

// fewAttempts is for requests whose failure the user waits for.
func fewAttempts(o *s3.Options) { o.RetryMaxAttempts = firstAttempts }

func startError(kind, err error) error { return fmt.Errorf("%w: %w", kind, err) }
