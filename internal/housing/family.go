package housing

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// InvitationID is the key of an invitation to an account.
type InvitationID int64

// Grant is what somebody of the household gives to another.
type Grant struct {
	Role   Role
	Rights []Right
	Until  Date // the last day, in the zone of the house; zero: no term
}

// Granted returns the rights that may be given, in the order of the choice.
func Granted() []Right { return []Right{MaySee, MayRead, MayPay, MayVote} }

// Presets returns the roles that are invited, in the order of the choice.
func Presets() []Role { return []Role{Family, Tenant, Guest} }

// Preset returns what a role is given unless the household says otherwise.
func (r Role) Preset() []Right {
	switch r {
	case Family:
		return []Right{MaySee, MayRead, MayPay}
	case Tenant:
		return []Right{MayRead, MayPay}
	default:
		return []Right{MayRead}
	}
}

// longestTerm is for how many years a term may be given.
const longestTerm = 10

// Check says why g cannot be given on a day; empty: it can. The names are those of sentences.
func (g Grant) Check(today Date) string {
	switch {
	case !slices.Contains(Presets(), g.Role), len(g.Rights) == 0:
		return "family.rights_none"
	case slices.ContainsFunc(g.Rights, func(r Right) bool { return !slices.Contains(Granted(), r) }):
		return "family.rights_none"
	case g.Role == Tenant && g.Until.IsZero():
		return "family.until_needed"
	case g.Until.IsZero():
		return ""
	case g.Until.Before(today):
		return "family.until_past"
	case Date{Year: today.Year + longestTerm, Month: today.Month, Day: today.Day}.Before(g.Until):
		return "family.until_far"
	}
	return ""
}

// Toggled returns the rights with r taken away or added, in the order of the choice.
func Toggled(rights []Right, r Right) []Right {
	var now []Right
	for _, x := range Granted() {
		if slices.Contains(rights, x) != (x == r) {
			now = append(now, x)
		}
	}
	return now
}

// MaxCalled is how many signs a name for somebody of the household may have, so that buttons show it whole.
const MaxCalled = 24

// ParseCalled reads how the household calls somebody.
func ParseCalled(typed string) (string, bool) {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) { // marks of direction turn a sentence round
			return ' '
		}
		return r
	}, typed)
	name := strings.Join(strings.Fields(clean), " ")
	n := len([]rune(name))
	return name, n > 0 && n <= MaxCalled && strings.ContainsFunc(name, unicode.IsLetter)
}

// Member is somebody connected to an account. Nobody reads names from Telegram:
// those whom the household invited have the name that it gave them.
type Member struct {
	Link    int64 // key of the link
	Grant         // what the member may do; of who proved the account, by the role
	Since   time.Time
	Self    bool
	Invited bool
	Called  string // empty for who proved the account
}

// May reports whether the member has a right.
func (m Member) May(r Right) bool { return slices.Contains(m.Rights, r) }

// Household is who is connected to an account, as one of them may know it: who
// may neither invite nor share sees nobody but themselves.
type Household struct {
	Account     Account
	Name        string // the person's own name for the account
	Mine        Member
	Members     []Member
	Invitations []Invitation // to who may invite
}

// InvitationLife is how long an invitation waits for somebody to come, and
// AdmissionLife how long who came waits for an answer.
const (
	InvitationLife = 3 * 24 * time.Hour
	AdmissionLife  = 7 * 24 * time.Hour
)

// Invitation is an invitation to an account that can still be used.
type Invitation struct {
	ID InvitationID
	Grant
	Called  string
	Expires time.Time
	Came    bool   // somebody came by it and waits
	Word    string // that who came reads too
	House   House
	Flat    string // number of the flat; empty for a whole house
}

// Welcoming is an invitation on its way.
type Welcoming struct {
	Person  PersonID
	Account AccountID
	Grant
	Called string
	Hash   TokenHash
}

// Coming is somebody who takes an invitation.
type Coming struct {
	Person PersonID
	Hash   TokenHash
	Word   string
}

// Hosting is what somebody who may invite decides about one who came, or was invited.
type Hosting struct {
	Person     PersonID
	Account    AccountID
	Link       int64        // of a member
	Invitation InvitationID // of one who is none yet
}

// FamilyNews is what people of an account are told of one another.
type FamilyNews string

// The news of a household.
const (
	FamilyCame       FamilyNews = "came"        // to who may invite: somebody came and waits
	FamilyAdmitted   FamilyNews = "admitted"    // to who came: welcome
	FamilyDeclined   FamilyNews = "declined"    // to who came: no
	FamilyChanged    FamilyNews = "changed"     // their rights or their term
	FamilyRemoved    FamilyNews = "removed"     // their link was ended
	FamilyOver       FamilyNews = "over"        // nobody is left who invited them
	FamilyLeft       FamilyNews = "left"        // to who may invite: they left by themselves
	FamilyEnding     FamilyNews = "ending"      // their term ends soon
	FamilyEndingHost FamilyNews = "ending_host" // the same, to who may invite
	FamilyEnded      FamilyNews = "ended"       // their term is over
	FamilyEndedHost  FamilyNews = "ended_host"  // the same, to who may invite
)
