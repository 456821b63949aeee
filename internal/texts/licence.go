package texts

import "dombot/internal/housing"

// LicenceStateKey returns the key of what the state of a licence is called.
func LicenceStateKey(s housing.LicenceState) string {
	switch s {
	case housing.LicenceExpired:
		return "licence.expired"
	case housing.LicenceCancelled:
		return "licence.cancelled"
	case housing.LicenceTerminated:
		return "licence.terminated"
	case housing.LicenceActive:
	}
	return "licence.active"
}
