package classify

// The finding as Macie writes it (GetFindings, schema version 1.0; facts in the API reference of
// https://docs.aws.amazon.com/macie/latest/APIReference/findings-describe.html). Field names, nesting and nulls are Macie's:
// what is absent is null, lists are [].
//
// One extension: a local file has resourcesAffected.file, and s3Bucket and s3Object are null.

// Finding says what was found in one object.
type Finding struct {
	AccountID             *string                `json:"accountId"`
	Archived              bool                   `json:"archived"`
	Category              string                 `json:"category"` // CLASSIFICATION
	ClassificationDetails *ClassificationDetails `json:"classificationDetails"`
	Count                 int64                  `json:"count"`
	CreatedAt             string                 `json:"createdAt"`
	Description           string                 `json:"description"`
	ID                    string                 `json:"id"`
	Partition             string                 `json:"partition"`
	PolicyDetails         *struct{}              `json:"policyDetails"`
	Region                *string                `json:"region"`
	ResourcesAffected     ResourcesAffected      `json:"resourcesAffected"`
	Sample                bool                   `json:"sample"`
	SchemaVersion         string                 `json:"schemaVersion"`
	Severity              SeverityScore          `json:"severity"`
	Title                 string                 `json:"title"`
	Type                  string                 `json:"type"`
	UpdatedAt             string                 `json:"updatedAt"`
}

// SeverityScore is a severity in words and as a number: Low 1, Medium 2, High 3.
type SeverityScore struct {
	Description string `json:"description"`
	Score       int64  `json:"score"`
}

// ClassificationDetails says how and what.
type ClassificationDetails struct {
	DetailedResultsLocation *string              `json:"detailedResultsLocation"`
	JobARN                  *string              `json:"jobArn"`
	JobID                   *string              `json:"jobId"`
	OriginType              string               `json:"originType"`
	Result                  ClassificationResult `json:"result"`
}

// ClassificationResult is what an object's text was found to hold.
type ClassificationResult struct {
	AdditionalOccurrences bool                  `json:"additionalOccurrences"`
	CustomDataIdentifiers CustomDataIdentifiers `json:"customDataIdentifiers"`
	MimeType              string                `json:"mimeType"`
	SensitiveData         []SensitiveDataItem   `json:"sensitiveData"`
	SizeClassified        int64                 `json:"sizeClassified"`
	Status                ResultStatus          `json:"status"`
}

// CustomDataIdentifiers are the matches of a user's own identifiers.
type CustomDataIdentifiers struct {
	Detections []CustomDetection `json:"detections"`
	TotalCount int64             `json:"totalCount"`
}

// CustomDetection is one of the user's own identifiers.
type CustomDetection struct {
	ARN         string      `json:"arn"`
	Count       int64       `json:"count"`
	Name        string      `json:"name"`
	Occurrences Occurrences `json:"occurrences"`
}

// SensitiveDataItem holds the detections of one category.
type SensitiveDataItem struct {
	Category   string             `json:"category"`
	Detections []DefaultDetection `json:"detections"`
	TotalCount int64              `json:"totalCount"`
}

// DefaultDetection is one managed data identifier.
type DefaultDetection struct {
	Count       int64       `json:"count"`
	Occurrences Occurrences `json:"occurrences"`
	Type        string      `json:"type"`
}

// Occurrences are located matches, by the kind of place; the kinds that do not apply are null.
type Occurrences struct {
	Cells        []Cell    `json:"cells"`
	LineRanges   []Range   `json:"lineRanges"`
	OffsetRanges *struct{} `json:"offsetRanges"`
	Pages        []Page    `json:"pages"`
	Records      []Record  `json:"records"`
}

// Cell is a place in a table.
type Cell struct {
	CellReference *string `json:"cellReference"`
	Column        int64   `json:"column"`
	ColumnName    *string `json:"columnName"`
	Row           int64   `json:"row"`
}

// Range is a place in text, by lines from 1.
type Range struct {
	End         int64 `json:"end"`
	Start       int64 `json:"start"`
	StartColumn int64 `json:"startColumn"`
}

// Page is a place in a document with pages.
type Page struct {
	LineRange   *struct{} `json:"lineRange"`
	OffsetRange *struct{} `json:"offsetRange"`
	PageNumber  int64     `json:"pageNumber"`
}

// Record is a place in nested records.
type Record struct {
	JSONPath    *string `json:"jsonPath"`
	RecordIndex int64   `json:"recordIndex"`
}

// ResultStatus is COMPLETE, PARTIAL or SKIPPED, with a reason for the latter two.
type ResultStatus struct {
	Code   string  `json:"code"`
	Reason *string `json:"reason"`
}

// ResourcesAffected is the bucket and object, or the file.
type ResourcesAffected struct {
	S3Bucket *S3Bucket `json:"s3Bucket"`
	S3Object *S3Object `json:"s3Object"`
	File     *File     `json:"file,omitempty"`
}

// File is a local file: an extension to Macie's finding.
type File struct {
	Path         string  `json:"path"`
	Extension    string  `json:"extension"`
	Size         int64   `json:"size"`
	LastModified *string `json:"lastModified"`
}

// S3Bucket is what is known of the bucket; what needs rights that the scan does not have is UNKNOWN or null.
type S3Bucket struct {
	AllowsUnencryptedObjectUploads string                `json:"allowsUnencryptedObjectUploads"`
	ARN                            string                `json:"arn"`
	CreatedAt                      *string               `json:"createdAt"`
	DefaultServerSideEncryption    *ServerSideEncryption `json:"defaultServerSideEncryption"`
	Name                           string                `json:"name"`
	Owner                          *S3BucketOwner        `json:"owner"`
	PublicAccess                   *BucketPublicAccess   `json:"publicAccess"`
	Tags                           []KeyValuePair        `json:"tags"`
}

// S3BucketOwner is the canonical user who owns the bucket.
type S3BucketOwner struct {
	DisplayName *string `json:"displayName"`
	ID          *string `json:"id"`
}

// ServerSideEncryption is NONE, AES256, aws:kms, aws:kms:dsse or UNKNOWN.
type ServerSideEncryption struct {
	EncryptionType string  `json:"encryptionType"`
	KMSMasterKeyID *string `json:"kmsMasterKeyId"`
}

// BucketPublicAccess says whether the bucket is public and why.
type BucketPublicAccess struct {
	EffectivePermission     string                         `json:"effectivePermission"`
	PermissionConfiguration *BucketPermissionConfiguration `json:"permissionConfiguration"`
}

// BucketPermissionConfiguration holds the settings behind the verdict.
type BucketPermissionConfiguration struct {
	AccountLevelPermissions *AccountLevelPermissions `json:"accountLevelPermissions"`
	BucketLevelPermissions  *BucketLevelPermissions  `json:"bucketLevelPermissions"`
}

// AccountLevelPermissions are the account's settings.
type AccountLevelPermissions struct {
	BlockPublicAccess *BlockPublicAccess `json:"blockPublicAccess"`
}

// BucketLevelPermissions are the bucket's settings.
type BucketLevelPermissions struct {
	AccessControlList *AccessControlList `json:"accessControlList"`
	BlockPublicAccess *BlockPublicAccess `json:"blockPublicAccess"`
	BucketPolicy      *BucketPolicy      `json:"bucketPolicy"`
}

// BlockPublicAccess holds the four switches of S3 Block Public Access.
type BlockPublicAccess struct {
	BlockPublicAcls       bool `json:"blockPublicAcls"`
	BlockPublicPolicy     bool `json:"blockPublicPolicy"`
	IgnorePublicAcls      bool `json:"ignorePublicAcls"`
	RestrictPublicBuckets bool `json:"restrictPublicBuckets"`
}

// AccessControlList is what the bucket's ACL allows everybody.
type AccessControlList struct {
	AllowsPublicReadAccess  bool `json:"allowsPublicReadAccess"`
	AllowsPublicWriteAccess bool `json:"allowsPublicWriteAccess"`
}

// BucketPolicy is what the bucket's policy allows everybody.
type BucketPolicy struct {
	AllowsPublicReadAccess  bool `json:"allowsPublicReadAccess"`
	AllowsPublicWriteAccess bool `json:"allowsPublicWriteAccess"`
}

// KeyValuePair is a tag.
type KeyValuePair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// S3Object is the object.
type S3Object struct {
	BucketARN            string                `json:"bucketArn"`
	ETag                 string                `json:"eTag"`
	Extension            string                `json:"extension"`
	Key                  string                `json:"key"`
	LastModified         *string               `json:"lastModified"`
	Path                 string                `json:"path"`
	PublicAccess         *bool                 `json:"publicAccess"`
	ServerSideEncryption *ServerSideEncryption `json:"serverSideEncryption"`
	Size                 int64                 `json:"size"`
	StorageClass         string                `json:"storageClass"`
	Tags                 []KeyValuePair        `json:"tags"`
	VersionID            string                `json:"versionId"`
}
