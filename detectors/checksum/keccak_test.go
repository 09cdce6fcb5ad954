package checksum

import (
	"encoding/hex"
	"strings"
	"testing"
)

func TestKeccak(t *testing.T) {
	// The hash of nothing, which tells Keccak from SHA-3.
	hash := keccak(nil)
	if got := hex.EncodeToString(hash[:]); got != "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" {
		t.Errorf("the hash of nothing is %s", got)
	}
}

func TestWallets(t *testing.T) {
	const (
		ethereum = "2b21ffc3390d2ff37A5A7BCc615eEA34F5Deb03b"
		monero   = "42GpvcyzAK5SuCFyuLMFPL7ehF8UrDNU14AjAc482rwDFnib7V5ZxagV1YLTAXubkqerTdKvqoHTtPXRovhsf2VrJJsaWDf"
	)
	for _, tt := range []struct {
		name  string
		check func([]byte) bool
		value string
		want  bool
	}{
		{"Ethereum", Ethereum, ethereum, true},
		{"Ethereum", Ethereum, strings.ToLower(ethereum), false},
		{"Ethereum", Ethereum, ethereum[:39], false},
		{"Ethereum", Ethereum, ethereum[:39] + "g", false},
		{"Monero", Monero, monero, true},
		{"Monero", Monero, monero[:94] + "g", false},
		{"Monero", Monero, "z" + monero[1:], false},
		{"Monero", Monero, monero[:94], false},
		{"Monero", Monero, monero[:94] + "0", false},
	} {
		if got := tt.check([]byte(tt.value)); got != tt.want {
			t.Errorf("%s(%s) = %v", tt.name, tt.value, got)
		}
	}
}

func TestBase58Size(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "1": 1, "2": 1, "z": 1, "5Q": 1, "5R": 2, "11": 2, "112": 3, "0": -1,
		"J552n9R9QeJo6XmeHDkAaPGd6JG4QLeL4QBR1pFmhQAa": 32,
		strings.Repeat("z", 80):                        33,
	} {
		if got := Base58Size([]byte(s)); got != want {
			t.Errorf("%q stands for %d bytes, want %d", s, got, want)
		}
	}
}
