package housing

import "time"

// SignInLife is how long a link to sign in holds.
const SignInLife = 10 * time.Minute

// SignInID is the key of a sign-in that is on its way.
type SignInID int64

// Identity is who a person is by a confirmed account of Госуслуги.
type Identity struct {
	Surname, Name, Patronymic string // no patronymic: empty
	SNILS                     SNILSHash
	At                        time.Time
}

// Polite is how the person is addressed: «Мария Петровна И.».
func (i Identity) Polite() string {
	s := i.Name
	if i.Patronymic != "" {
		s += " " + i.Patronymic
	}
	for _, first := range i.Surname {
		return s + " " + string(first) + "."
	}
	return s
}

// SignIn is a person who came back from Госуслуги to the page.
type SignIn struct {
	ID   SignInID
	User int64 // of the messenger, who asked for the link
}
