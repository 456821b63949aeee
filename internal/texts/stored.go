package texts

import "strings"

// DeedKey returns the key of the words for a deed of the journal, such as "account.seen", as the
// person reads them whom it concerns.
func DeedKey(what string) string {
	for _, d := range []struct{ begins, key string }{
		{"readings.saved", "stored.deed_saved"},
		{"readings.", "stored.deed_readings"},
		{"meters.", "stored.deed_readings"},
		{"picture.", "stored.deed_picture"},
		{"charges.", "stored.deed_charges"},
		{"bills", "stored.deed_charges"},
		{"recalculation.", "stored.deed_charges"},
		{"payment.", "stored.deed_payment"},
		{"household.", "stored.deed_household"},
		{"family.", "stored.deed_family"},
		{"account.", "stored.deed_account"},
		{"link.", "stored.deed_link"},
		{"claim.", "stored.deed_link"},
		{"invite.", "stored.deed_link"},
		{"appeal.author", "stored.deed_appeal_author"},
		{"appeal.", "stored.deed_appeal"},
		{"download.", "stored.deed_register"},
		{"consent.", "stored.deed_consent"},
		{"email.", "stored.deed_email"},
		{"phone.", "stored.deed_phone"},
		{"signin.", "stored.deed_sign_in"},
		{"data.", "stored.deed_data"},
		{"vote.", "stored.deed_vote"},
		{"owner.", "stored.deed_owner"},
		{"forum.", "stored.deed_forum"},
	} {
		if strings.HasPrefix(what, d.begins) {
			return d.key
		}
	}
	return "stored.deed_other"
}
