package pick

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// OrganisationArgs starts a flow about an organisation that the person works for.
type OrganisationArgs struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Number       string                 `json:"number,omitempty"` // of an appeal to it that is opened
}

// Staff knows which organisations a person works for.
type Staff interface {
	Offices(ctx context.Context, p housing.PersonID) ([]housing.Organisation, error)
}

// Office is the question for which of several organisations one works here. It is
// not asked where the draft knows that already, or there is one alone; who works
// for none is refused.
type Office[D any] struct {
	Staff Staff
	Texts dialogs.Texter
	Next  string                           // the step that follows
	In    func(*D) *housing.OrganisationID // where the draft keeps the answer
}

// Step returns the question as a step called "which".
func (o Office[D]) Step() dialogs.Step[D, []housing.Organisation] {
	return dialogs.Step[D, []housing.Organisation]{
		ID: "which", Next: []string{o.Next}, Load: o.load, Skip: o.skip, Show: o.show, Decide: o.decide,
	}
}

func (o Office[D]) load(ctx context.Context, s dialogs.Scene[D]) ([]housing.Organisation, error) {
	offices, err := o.Staff.Offices(ctx, s.Person.ID)
	if err == nil && len(offices) == 0 {
		err = &housing.Error{Kind: housing.Refused, Text: "operator.nobody"}
	}
	return offices, err
}

func (o Office[D]) skip(s dialogs.Scene[D], offices []housing.Organisation) (dialogs.Move[D], bool) {
	org := o.In(&s.Draft)
	if *org == 0 && len(offices) == 1 {
		*org = offices[0].ID
	}
	return dialogs.To(s.Draft, o.Next), *org != 0
}

func (o Office[D]) show(_ dialogs.Scene[D], offices []housing.Organisation) dialogs.Screen {
	screen := dialogs.Screen{Text: o.Texts.T("operator.which")}
	for _, org := range offices {
		screen.Rows = append(screen.Rows, dialogs.OnArg(org.Name, Choose, Key(org.ID)))
	}
	return screen
}

func (o Office[D]) decide(s dialogs.Scene[D], _ []housing.Organisation, in dialogs.Input) dialogs.Move[D] {
	if in.Act.Do != Choose {
		return dialogs.Unknown(s.Draft)
	}
	*o.In(&s.Draft) = OfKey[housing.OrganisationID](in.Act.Arg)
	return dialogs.To(s.Draft, o.Next)
}
