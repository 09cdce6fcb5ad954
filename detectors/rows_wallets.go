package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// walletRows are the addresses of currencies whose checksum is a Keccak hash, or that have none.
var walletRows = []Detector{
	{
		ID: "CRYPTO_ETHEREUM_ADDRESS", Title: "Ethereum (EVM) address", Category: Financial,
		Pattern:  `0x[0-9a-fA-F]{40}`,
		Keywords: []string{"eth", "ethereum", "erc20", "wallet", "evm"},
		Valid:    validEthereum,
		Weigh:    weighEthereum,
		Tier:     C,
		Severity: passportSeverity,
		Source:   "https://eips.ethereum.org/EIPS/eip-55",
		Finds:    []string{"pay to «0x2b21ffc3390d2ff37A5A7BCc615eEA34F5Deb03b» please", "ETH wallet: «0x5926b740801e243c48cb600a23d244741f5a1ad1»"},
		Ignores:  []string{"hash 0x5926b740801e243c48cb600a23d244741f5a1ad1 of a blob", "ETH 0x2b21ffc3390d2Ff37A5A7BCc615eEA34F5Deb03b", "wallet 0x0000000000000000000000000000000000000000", "eth wallet 0x000000000000000000000000000000000000dEaD"},
	},
	{
		ID: "CRYPTO_MONERO_ADDRESS", Title: "Monero address", Category: Financial,
		Pattern:  `[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}`,
		Keywords: []string{"xmr", "monero"},
		Valid:    checksum.Monero,
		Tier:     B,
		Severity: passportSeverity,
		Source:   "https://docs.getmonero.org/public-address/standard-address/",
		Finds:    []string{"pay to «42GpvcyzAK5SuCFyuLMFPL7ehF8UrDNU14AjAc482rwDFnib7V5ZxagV1YLTAXubkqerTdKvqoHTtPXRovhsf2VrJJsaWDf» please", "monero: «483eo7QPqzzGKtqF4PoTNd8mUncMbokQEHdes7HJWwjwLTjmnWgBgYeHXT6nfXtGZ5GgPstMRgpo1DwdTpzADiHZ5R3NC9A»"},
		Ignores:  []string{"monero 42GpvcyzAK5SuCFyuLMFPL7ehF8UrDNU14AjAc482rwDFnib7VzZxagV1YLTAXubkqerTdKvqoHTtPXRovhsf2VrJJsaWDf", "xmr 42GpvcyzAK5SuCFyuLMFPL7ehF8UrDNU14AjAc482rwDFnib7V5ZxagV1YLTAXubkqerTdKvqoHTtPXRovhsf2VrJJsaWDfx1"},
	},
	{
		ID: "CRYPTO_SOLANA_ADDRESS", Title: "Solana address", Category: Financial,
		Pattern:         `[1-9A-HJ-NP-Za-km-z]{43,44}`,
		Keywords:        []string{"sol", "solana", "wallet", "spl token"},
		KeywordRequired: true,
		Valid:           validSolana,
		Tier:            D,
		Severity:        passportSeverity,
		Source:          "https://solana.com/docs/core/accounts",
		Finds:           []string{"solana: «J552n9R9QeJo6XmeHDkAaPGd6JG4QLeL4QBR1pFmhQAa»", `{"wallet":"«C8bf5rmWDaF5Yg9YGgAqwGYGfHoESokEuXTGByPxuHme»"}`},
		Ignores:         []string{"The id J552n9R9QeJo6XmeHDkAaPGd6JG4QLeL4QBR1pFmhQAa is new.", "solana zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"},
	},
}

// validEthereum refuses the addresses that nobody has, and mixed letters that are not those of the checksum.
func validEthereum(b []byte) bool {
	digits := b[2:]
	if distinct(bytes.ToUpper(digits)) < 6 {
		return false
	}
	mixed := bytes.ContainsAny(digits, "abcdef") && bytes.ContainsAny(digits, "ABCDEF")
	return !mixed || checksum.Ethereum(digits)
}

// weighEthereum lets an address count alone where its letters, upper and lower, are a checksum.
func weighEthereum(v Value) float64 {
	digits := v.Bytes()[2:]
	if bytes.ContainsAny(digits, "abcdef") && bytes.ContainsAny(digits, "ABCDEF") {
		return 0.4
	}
	return 0
}

// validSolana accepts the base58 of 32 bytes that looks drawn by lot: letters of both cases and digits.
func validSolana(b []byte) bool {
	kinds := [multi + 1]int{}
	for _, c := range b {
		kinds[byteKind[c]]++
	}
	return kinds[lower] > 4 && kinds[upper] > 4 && kinds[digit] > 1 && checksum.Base58Size(b) == 32
}
