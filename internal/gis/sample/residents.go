package sample

// Resident is the holder of an account, as Госуслуги know one.
type Resident struct {
	Surname, Name, Patronymic string
	SNILS, Account            string
}

// Numbers of people that nobody has: none so high is given out.
const (
	knownSNILS = "999-000-001 15"
	otherSNILS = "999-000-002 16"
	// Namesake is a number of somebody called as the holder of [KnownAccount].
	Namesake = "999-000-003 17"
	// Elsewhere is a number of somebody without an account in the town.
	Elsewhere = "999-000-004 18"
)

// numbers are the СНИЛС that the organisation knows, by account. Of most holders it knows none.
func numbers() map[string]string {
	return map[string]string{KnownAccount: knownSNILS, OtherAccount: otherSNILS}
}

// Residents returns the holders whose СНИЛС the organisation knows: of [KnownAccount],
// then of [OtherAccount].
func Residents() []Resident {
	var all []Resident
	for _, f := range town() {
		if f.snils != "" {
			all = append(all, Resident{f.holder[0], f.holder[1], f.holder[2], f.snils, f.account})
		}
	}
	return all
}
