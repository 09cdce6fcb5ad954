package detectors

import "slices"

// All is every row that ships, in the order of its tables. It must not be changed.
var All = slices.Concat(spelled(personalRows), phoneRows, phoneNationalRows, networkRows, cardRows, financialRows, ibanRows, credentialRows,
	licenceRows, passportRows, registerRows, healthRows, demographicRows, placeRows, vatRows, webRows, walletRows, nameRows)
