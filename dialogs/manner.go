package dialogs

import (
	"context"
	"fmt"
	"slices"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// restrict leaves of a reply what may go through a messenger. A screen of a flow
// that is not open is replaced as a whole: nothing in it is looked through, so
// nothing can be overlooked.
func (t *turn) restrict(m housing.Manner) {
	t.reply.Asides = slices.DeleteFunc(
		t.reply.Asides,
		func(s Screen) bool { return !slices.Contains(t.Open, s.from) },
	)
	if t.told != "" && !slices.Contains(t.Open, t.told) {
		t.notice = ""
	}
	fr := t.s.top()
	if fr != nil && t.s.Pending == nil && slices.Contains(t.Open, fr.Flow) {
		return
	}
	t.notice = ""
	t.reply.Screen = Restricted(m, t.Texts)
	t.reply.Screen.Rows = append(t.reply.Screen.Rows, []Button{t.button("engine.home", actHome)})
}

// Restricted is all that a person reads of an organisation that may not send
// more through a messenger (149-ФЗ, ст. 10 ч. 8): that there is something, and where.
func Restricted(m housing.Manner, t Texter) Screen {
	s := Screen{Text: t.T("engine.restricted", "Organisation", m.Organisation, "Page", m.Page != "")}
	if m.Page != "" {
		s.Rows = [][]Button{{{Label: t.Label("engine.restricted_page"), URL: m.Page}}}
	}
	return s
}

// mannered shows a reply in the manner of its person.
func (t *turn) mannered(ctx context.Context) error {
	if t.Manner == nil || t.s.Person == 0 {
		return nil
	}
	m, err := t.Manner(ctx, t.s.Person)
	if err != nil {
		return fmt.Errorf("find manner: %w", err)
	}
	if m.Restricted {
		t.restrict(m)
	}
	t.reply.Screen.Veiled = m.Veiled
	for i := range t.reply.Asides {
		t.reply.Asides[i].Veiled = m.Veiled
	}
	return nil
}

// besides sends screens of a flow as messages of their own.
func (t *turn) besides(flow string, screens ...Screen) {
	for _, s := range screens {
		s.from = flow
		t.reply.Asides = append(t.reply.Asides, s)
	}
}

// noted is said above the screen that follows, by the flow that runs.
func (t *turn) noted(notice texts.Text) {
	t.notice = notice
	if fr := t.s.top(); fr != nil {
		t.told = fr.Flow
	}
}
