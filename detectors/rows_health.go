package detectors

import (
	"bytes"
	"strings"
)

// healthRows are people's health, devices that are theirs, and codes of diagnoses, procedures and drugs. All need a keyword.
var healthRows = plainRows("https://en.wikipedia.org/wiki/Medical_classification", health)

var health = []plainRow{
	{
		id: "FRANCE_HEALTH_INSURANCE_NUMBER", title: "Carte Vitale / health insurance number", country: "FR",
		pattern: `\d{21}|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}`, tier: D,
		keywords: "carte vitale|carte d'assuré social|insurance card", valid: validVitale,
		found: "2 95 10 99 126 111 93|418302751946072513847", ignored: "2 95 10 99 126 111 94|41830275194607251384",
		source: "https://en.wikipedia.org/wiki/Carte_Vitale",
	},
	{
		id: "USA_HEALTHCARE_PROCEDURE_CODE", title: "HCPCS / CPT code", country: "US", pattern: `[A-CEGHJ-MP-V]\d{4}|\d{4}[0-9FTU]`, tier: E,
		keywords: "hcpcs|current procedural terminology|healthcare common procedure coding system|cpt",
		found:    "J1108|0418T", ignored: "D1108|J110", source: "https://en.wikipedia.org/wiki/Healthcare_Common_Procedure_Coding_System",
	},
	{
		id: "USA_NATIONAL_DRUG_CODE", title: "NDC", country: "US", pattern: `\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d{1,2}|\d{11}`, tier: C,
		keywords: "ndc|national drug code",
		found:    "0418-3027-51|41830-275-19|41830-2751-9", ignored: "418-3027-51|41830-27-19",
		source: "https://en.wikipedia.org/wiki/National_drug_code",
	},
	{
		id: "FDA_CODE", title: "FDA application number", country: "US", pattern: `(?:NDA|ANDA|BLA)[ -]?\d{6}`, tier: E, severity: risingSeverity,
		keywords: "application number|fda",
		found:    "NDA 041830|ANDA-073018", ignored: "NDA 41830|NDB 041830", source: "https://en.wikipedia.org/wiki/New_drug_application",
	},
	{
		id: "MEDICAL_RECORD_NUMBER", title: "Medical record number", pattern: `[A-Z]{0,3}-?\d{5,10}`, tier: E,
		keywords: "mrn|medical record|medical record number|patient id|patient number|chart number|patientennummer|numéro de dossier|historia clínica",
		found:    "AB-0041830|4183027", ignored: "4183|20190314", valid: notDay,
	},
	{
		id: "US_HEALTH_PLAN_ID", title: "Health plan member/beneficiary id", country: "US", pattern: `[A-Z]{0,3}\d{6,12}[A-Z0-9]{0,3}`, tier: E,
		keywords: "member id|subscriber id|policy number|health plan|group number|insurance id|medicaid",
		found:    "XYZ418302751|41830275194", ignored: "XYZ4183|20190314", valid: notDay,
	},
	{
		id: "ICD10_CODE", title: "ICD-10(-CM) code", pattern: `[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?`, tier: D, severity: passportSeverity,
		keywords: "icd-10|icd|icd10|diagnosis|diagnosis code|dx|diagnose|diagnostic|diagnóstico", weigh: weighICD,
		found: "E11.65|J45.909", ignored: "U11.65|E1.65", source: "https://en.wikipedia.org/wiki/ICD-10",
	},
	{
		id: "ICD9_CODE", title: "ICD-9-CM code", pattern: `\d{3}\.\d{1,2}|V\d{2}(?:\.\d{1,2})?|E\d{3}(?:\.\d)?`, tier: E, severity: passportSeverity,
		keywords: "icd-9|icd9|diagnosis code",
		found:    "250.01|V58.67", ignored: "25.01|W58.67", source: "https://en.wikipedia.org/wiki/International_Classification_of_Diseases",
	},
	{
		id: "BLOOD_TYPE", title: "Blood type", pattern: `(?:AB|A|B|O) ?(?:[+-]|Rh ?[+-]|(?i:pos(?:itive)?|neg(?:ative)?))`, tier: D, severity: risingSeverity,
		keywords: "blood type|blood group|abo|rh factor|blutgruppe|groupe sanguin|grupo sanguíneo|grupo sanguineo",
		found:    "AB Rh+|O neg|A+", ignored: "C+|AB Rh", valid: anyValue, source: "https://en.wikipedia.org/wiki/Blood_type",
	},
	{
		id: "MEDICAL_TERM", title: "Diagnosis or medication by name", tier: E, severity: passportSeverity,
		pattern:  `(?i:diabetes|hypertension|hiv|hepatitis|cancer|carcinoma|depression|schizophrenia|epilepsy|asthma|chemotherapy|insulin|metformin)`,
		keywords: "diagnosis|diagnosed with|patient|prescribed|treatment",
		found:    "Diabetes|epilepsy", ignored: "fatigue|diabetic", valid: anyValue, source: "https://en.wikipedia.org/wiki/Medical_diagnosis",
	},
	{
		id: "IMSI_ID", title: "IMSI", pattern: `[2-7]\d{13,14}`, tier: D, severity: risingSeverity, keywords: "imsi|subscriber id", valid: validIMSI,
		found: "310150418302751|26201418302751", ignored: "399150418302751|3101504183027",
		source: "https://en.wikipedia.org/wiki/International_mobile_subscriber_identity",
	},
	{
		id: "MEID_NUMBER", title: "MEID", pattern: `[A-F][0-9A-F]{13}[0-9A-F]?`, tier: D, severity: risingSeverity, keywords: "meid|esn", valid: validMEID,
		found: "A000000418302B|AF0123450ABCDEC", ignored: "9000000418302B|AF0123450ABCDED",
		source: "https://en.wikipedia.org/wiki/Mobile_equipment_identifier",
	},
	{
		id: "ADVERTISING_ID", title: "Advertising id (GAID/IDFA/IDFV)", tier: D, severity: registerSeverity,
		pattern: `(?i:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})`, valid: anyNumber,
		keywords: "advertising id|adid|gaid|aaid|idfa|idfv|advertisingidentifier",
		found:    "4183a275-8cf0-41bd-b23e-10b96e4f7a0d", ignored: "00000000-0000-0000-0000-000000000000|4183a275-8cf0-61bd-b23e-10b96e4f7a0d",
		source: "https://en.wikipedia.org/wiki/Identifier_for_Advertisers",
	},
}

func anyValue([]byte) bool { return true }

// validVitale accepts the 21 digits of a card, or the social security number with its check.
func validVitale(b []byte) bool {
	if len(b) == 21 && onlyDigits(b) {
		return distinct(b) > 4
	}
	return validNIR(b)
}

// weighICD lets a code without its dot count only where it stands for itself: letters and digits so short are everywhere.
func weighICD(v Value) float64 {
	if bytes.IndexByte(v.Bytes(), '.') < 0 {
		return weighLabelled(v)
	}
	return 0
}

// mobileCountries are the country codes that begin a subscriber's identity.
// https://en.wikipedia.org/wiki/Mobile_country_code
const mobileCountries = "202 204 206 208 212 213 214 216 218 219 220 221 222 226 228 230 231 232 234 235 238 240 242 244 246 247 248 250 255 257 259 " +
	"260 262 266 268 270 272 274 276 278 280 282 283 284 286 288 289 290 292 293 294 295 297 302 308 310 311 312 313 314 315 316 330 332 " +
	"334 338 340 342 344 346 348 350 352 354 356 358 360 362 363 364 365 366 368 370 372 374 376 400 401 402 404 405 406 410 412 413 414 " +
	"415 416 417 418 419 420 421 422 424 425 426 427 428 429 430 431 432 434 436 437 438 440 441 450 452 454 455 456 457 460 461 466 467 " +
	"470 472 502 505 510 514 515 520 525 528 530 536 537 539 540 541 542 543 544 545 546 547 548 549 550 551 552 553 554 555 602 603 604 " +
	"605 606 607 608 609 610 611 612 613 614 615 616 617 618 619 620 621 622 623 624 625 626 627 628 629 630 631 632 633 634 635 636 637 " +
	"638 639 640 641 642 643 645 646 647 648 649 650 651 652 653 654 655 657 658 659 702 704 706 708 710 712 714 716 722 724 730 732 734 " +
	"736 738 740 742 744 746 748 750"

func validIMSI(b []byte) bool {
	return distinct(b) > 2 && strings.Contains(mobileCountries, string(b[:3]))
}

// validMEID accepts fourteen hexadecimal digits, and a fifteenth that is Luhn's in base 16.
func validMEID(b []byte) bool {
	if distinct(b) < 3 {
		return false
	}
	if len(b) < 15 {
		return bytes.ContainsAny(b, "0123456789")
	}
	sum := 0
	for i, c := range b {
		n := hexDigit(c)
		if i%2 == 1 {
			n *= 2
			n = n/16 + n%16
		}
		sum += n
	}
	return sum%16 == 0
}
