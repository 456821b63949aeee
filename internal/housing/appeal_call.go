package housing

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of appeals that neighbours join.
const (
	// AppealCallLife is how long a link by which neighbours join holds.
	AppealCallLife = 14 * 24 * time.Hour
	// AppealCallPosts is how many appeals are offered in the chats of one house within a day.
	AppealCallPosts = 3
	// AppealJoinsDaily is how many appeals one person joins within a day.
	AppealJoinsDaily = 20
	// AppealNameMax is how many signs the name under an appeal may have.
	AppealNameMax = 80
)

// AppealPrefix begins the deep link of a notice that opens an appeal.
const AppealPrefix = "ap_"

// AppealLink is the deep link that opens an appeal, by its key as notices hold it, for its
// author or for a neighbour who joined it.
func AppealLink(key string, joined bool) string {
	if joined {
		return AppealPrefix + "j" + key
	}
	return AppealPrefix + key
}

// AppealJoinPrefix begins the deep link by which neighbours join an appeal.
const AppealJoinPrefix = "aj_"

// AppealCall is how neighbours are called to join an appeal.
type AppealCall struct {
	Token   string    // of the link; empty: nobody is called
	Name    string    // of the author, as neighbours read it; empty: it is not told
	Expires time.Time // the link is dead from then on
	Posted  bool      // the chats of the house were written to
	Chats   int       // groups of the house that take such messages
}

// Open reports whether the link works.
func (c AppealCall) Open() bool { return c.Token != "" }

// AppealCalling opens an appeal to neighbours, or ends that.
type AppealCalling struct {
	Person PersonID
	Appeal AppealID
	Token  string // of the new link
	Name   string // of the author, told to neighbours; empty: not told
}

// AppealJoined counts those who joined. Whoever came after the appeal was sent is
// under no letter: the organisation is told how many they are.
type AppealJoined struct{ People, Flats, Late int }

// All returns how many joined in all.
func (j AppealJoined) All() int { return j.People + j.Late }

// AppealSigner is who agreed to be named in the letter.
type AppealSigner struct{ Name, Premises string }

// AppealLetter is an appeal as it is handed in, with those who stand under it.
type AppealLetter struct {
	Appeal

	Written Date
	Signers []AppealSigner
}

// AppealJoining is a neighbour who joins by a link.
type AppealJoining struct {
	Person PersonID
	Hash   TokenHash
	Name   string // for the letter; empty: only counted
}

// AppealStanding is what a person is to an appeal that neighbours are called to.
type AppealStanding string

// What people are to appeals.
const (
	AppealMayJoin  AppealStanding = "may"      // lives in the house
	AppealOwn      AppealStanding = "own"      // wrote it
	AppealJoinedIn AppealStanding = "joined"   // joined before
	AppealStranger AppealStanding = "stranger" // has no account in the house: nothing of it is told
)

// AppealShared is an appeal as a neighbour reads it: of its author nothing but the
// name that the author tells, of its files the names.
type AppealShared struct {
	Appeal

	Author string // empty: not told
	Name   string // of the neighbour in the letter; empty: only counted
	Late   bool   // the neighbour came after it was sent
}

// Callable reports whether neighbours may join: it is about a house, says all that
// it has to, and nobody has answered it.
func (a *Appeal) Callable() bool {
	if a.House.ID == 0 || !a.Complete() || a.Kind.Group() != SortAppeals {
		return false
	}
	return a.State == AppealDraft || a.State == AppealPrepared || a.State.Open()
}

// Unsent reports whether the letter is still with its author: those who joined
// may leave, and are under it.
func (a *Appeal) Unsent() bool { return a.State == AppealDraft || a.State == AppealPrepared }

// ParseAppealName reads the name that stands under a letter: surname and name at least.
func ParseAppealName(typed string) (string, bool) {
	name := strings.Join(strings.Fields(CleanText(typed)), " ")
	form := regexp.MustCompile(`^\p{L}[\p{L}'’.-]*( \p{L}[\p{L}'’.-]*){1,5}$`)
	return name, form.MatchString(name) && utf8.RuneCountInString(name) <= AppealNameMax
}

// Full is the name of a person as documents write it.
func (i Identity) Full() string {
	return strings.Join(strings.Fields(i.Surname+" "+i.Name+" "+i.Patronymic), " ")
}
