package classify

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/pii-scan/pii-scan/detectors"
)

// Macie's limits on a finding (https://docs.aws.amazon.com/macie/latest/user/findings-locate-sd.html).
const (
	maxLocations = 15   // location records in one finding, over all detections
	maxCounted   = 1000 // occurrences of NAME and of ADDRESS counted in one object
)

// counted are the identifiers that Macie counts up to maxCounted.
var counted = map[string]bool{"NAME": true, "ADDRESS": true}

// kind is what a finding says about its type.
type kind struct{ name, title, description string }

// kinds are the findings of one category each; several is the finding of more than one
// (https://docs.aws.amazon.com/macie/latest/user/findings-types.html).
var (
	kinds = map[detectors.Category]kind{
		detectors.Credentials: {"Credentials",
			"The S3 object contains credentials.",
			"The S3 object contains credentials such as private keys or AWS secret access keys."},
		detectors.Financial: {"Financial",
			"The S3 object contains financial information.",
			"The S3 object contains financial information such as bank account numbers or credit card numbers."},
		detectors.Personal: {"Personal",
			"The S3 object contains personal information.",
			"The object contains personal information such as first or last names, addresses, or identification numbers."},
		detectors.Custom: {"CustomIdentifier",
			"The S3 object contains text that matches custom data identifier criteria",
			"The S3 object contains text that matches the criteria of one or more custom data identifiers. The object might contain multiple types of sensitive data."},
	}
	several = kind{"Multiple",
		"The S3 object contains multiple types of sensitive information.",
		"The object contains more than one type of sensitive information."}
)

var levels = [...]string{detectors.Low: "Low", detectors.Medium: "Medium", detectors.High: "High"}

// Finding writes down what was found in one object as Macie does; nil where nothing was. Size is in bytes. The account and the
// region are left null for who knows them. The id follows from the object (its bucket and key, or its path), what was found and the
// status: the same input has the same id.
func (c *Classifier) Finding(f *Found, about ResourcesAffected, mime string, size int64, status ResultStatus) *Finding {
	if f == nil || len(f.Detections) == 0 {
		return nil
	}
	result := ClassificationResult{
		CustomDataIdentifiers: CustomDataIdentifiers{Detections: []CustomDetection{}},
		MimeType:              mime,
		SensitiveData:         []SensitiveDataItem{},
		SizeClassified:        size,
		Status:                status,
	}
	var says kind
	room := maxLocations
	for i := range f.Detections {
		d := &f.Detections[i]
		if i == 0 {
			says = kinds[d.Detector.Category]
		} else if d.Detector.Category != f.Detections[0].Detector.Category {
			says = several
		}
		places, located := occurrences(d.Matches, room)
		room -= located
		if int64(located) < d.Count {
			result.AdditionalOccurrences = true
		}
		result.add(d, places)
	}
	return &Finding{
		Category: "CLASSIFICATION",
		ClassificationDetails: &ClassificationDetails{
			OriginType: "SENSITIVE_DATA_DISCOVERY_JOB",
			Result:     result,
		},
		Count:             1,
		CreatedAt:         c.now,
		Description:       says.description,
		ID:                findingID(f, &about, mime, size, status),
		Partition:         "aws",
		ResourcesAffected: about,
		SchemaVersion:     "1.0",
		Severity:          SeverityScore{Description: levels[f.Severity], Score: int64(f.Severity)},
		Title:             says.title,
		Type:              "SensitiveData:S3Object/" + says.name,
		UpdatedAt:         c.now,
	}
}

// add enters a detection under its category; they come in the order of categories.
func (r *ClassificationResult) add(d *Detection, places Occurrences) {
	n := d.Count
	if counted[d.Detector.ID] {
		n = min(n, maxCounted)
	}
	if d.Detector.Category == detectors.Custom {
		r.CustomDataIdentifiers.TotalCount += n
		r.CustomDataIdentifiers.Detections = append(r.CustomDataIdentifiers.Detections,
			CustomDetection{ARN: d.Detector.ID, Count: n, Name: d.Detector.Title, Occurrences: places})
		return
	}
	category := string(d.Detector.Category)
	if last := len(r.SensitiveData) - 1; last < 0 || r.SensitiveData[last].Category != category {
		r.SensitiveData = append(r.SensitiveData, SensitiveDataItem{Category: category})
	}
	item := &r.SensitiveData[len(r.SensitiveData)-1]
	item.TotalCount += n
	item.Detections = append(item.Detections, DefaultDetection{Count: n, Occurrences: places, Type: d.Detector.ID})
}

// occurrences locates up to room matches and says how many it did. What stands in a member of an archive, or nowhere in
// particular, is not located.
func occurrences(matches []Match, room int) (o Occurrences, located int) {
	for i := range matches {
		if located == room {
			break
		}
		if o.add(&matches[i]) {
			located++
		}
	}
	return o, located
}

func (o *Occurrences) add(m *Match) bool {
	switch {
	case m.Entry != "":
		return false
	case m.Record >= 0: // also where records stand in columns
		r := Record{RecordIndex: m.Record}
		if !m.pathHidden {
			r.JSONPath = orNull(m.JSONPath)
		}
		o.Records = append(o.Records, r)
	case m.TableColumn > 0 && m.Row > 0 && (!m.inName || m.CellReference != "" || m.Line == 0):
		o.Cells = append(o.Cells, Cell{
			CellReference: orNull(m.CellReference),
			Column:        int64(m.TableColumn),
			ColumnName:    orNull(m.ColumnName),
			Row:           m.Row,
		})
	case m.Page > 0:
		o.Pages = append(o.Pages, Page{PageNumber: int64(m.Page)})
	case m.Line > 0:
		o.LineRanges = append(o.LineRanges, Range{Start: m.Line, End: max(m.Line, m.EndLine), StartColumn: m.Column})
	default:
		return false
	}
	return true
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// findingID is 32 hexadecimal digits of a SHA-256 over what the finding says. Each part is preceded by its length, so that no two
// findings write the same bytes.
func findingID(f *Found, about *ResourcesAffected, mime string, size int64, status ResultStatus) string {
	var b []byte
	number := func(n int64) { b = binary.BigEndian.AppendUint64(b, uint64(n)) }
	words := func(s ...string) {
		for _, s := range s {
			number(int64(len(s)))
			b = append(b, s...)
		}
	}
	if o := about.S3Object; o != nil {
		words("s3", o.BucketARN, o.Key, o.VersionID, o.ETag)
	}
	if about.File != nil {
		words("file", about.File.Path)
	}
	words(mime, status.Code)
	if status.Reason != nil {
		words(*status.Reason)
	}
	number(size)
	for i := range f.Detections {
		words(f.Detections[i].Detector.ID)
		number(f.Detections[i].Count)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
