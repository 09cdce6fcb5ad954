package scanner

import (
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// finding is the result in Macie's words.
func (j *job) finding(o *source.Object) *classify.Finding {
	r := j.result
	status := classify.ResultStatus{Code: string(r.Status), Reason: known(string(r.Reason()))}
	size := r.Scanned
	if o.Size >= 0 && r.Status == Complete {
		size = o.Size
	}
	f := j.class.Finding(r.Found, j.resources(o), r.MIME, size, status)
	if b := o.Bucket; b != nil && f != nil {
		f.AccountID, f.Region = known(b.Account), known(b.Region)
	}
	return f
}

// resources says in Macie's words what was scanned.
func (j *job) resources(o *source.Object) classify.ResourcesAffected {
	extension := ""
	if i := strings.LastIndexByte(o.Name, '.'); i > 0 {
		extension = j.mask(o.Name[i+1:])
	}
	if o.Bucket == nil {
		return classify.ResourcesAffected{File: &classify.File{Path: j.result.Path, Extension: extension, Size: o.Size, LastModified: moment(o.Modified)}}
	}
	b := o.Bucket
	arn := "arn:aws:s3:::" + b.Name
	bucket := &classify.S3Bucket{
		AllowsUnencryptedObjectUploads: "UNKNOWN", ARN: arn, Name: b.Name, Tags: []classify.KeyValuePair{},
		PublicAccess: &classify.BucketPublicAccess{EffectivePermission: "UNKNOWN"},
	}
	bucket.CreatedAt = moment(b.Created)
	if b.OwnerID != "" {
		bucket.Owner = &classify.S3BucketOwner{ID: known(b.OwnerID)}
	}
	object := &classify.S3Object{
		BucketARN: arn, ETag: o.ETag, Extension: extension, Key: j.key, LastModified: moment(o.Modified), Path: b.Name + "/" + j.key,
		Size: o.Size, StorageClass: o.StorageClass, Tags: []classify.KeyValuePair{}, VersionID: o.VersionID,
	}
	if o.Encryption != "" {
		object.ServerSideEncryption = &classify.ServerSideEncryption{EncryptionType: o.Encryption, KMSMasterKeyID: known(o.KMSKeyID)}
	}
	return classify.ResourcesAffected{S3Bucket: bucket, S3Object: object}
}

// known is a string as a finding has it: null where it is not known.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// moment is a time as a finding has it.
func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return known(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}
