package emergency

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// board is a store of prepared services.
type board struct {
	mine, common []housing.Service
	fail         error
}

func (b board) Services(context.Context, housing.PersonID) ([]housing.Service, error) {
	return b.mine, b.fail
}

func (b board) CommonServices(context.Context, int) ([]housing.Service, error) {
	return b.common, b.fail
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func shownOf(t *testing.T, b board) string {
	t.Helper()
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	p := Ports{Services: b, Texts: catalogue}
	step := p.numbers()
	all, err := step.Load(t.Context(), scene{})
	if err != nil {
		t.Fatal(err)
	}
	screen := step.Show(scene{}, all)
	if !screen.Keys || len(screen.Rows) > 0 {
		t.Errorf("the screen carries buttons: %+v", screen)
	}
	return screen.Text.Plain()
}

func service(id housing.HouseID, settlement, street, org string, phones ...string) housing.Service {
	s := housing.Service{House: housing.House{
		ID: id, Organisation: housing.Organisation{ID: housing.OrganisationID(len(org)), Name: org},
		Address: housing.Address{Settlement: settlement, Street: street, Number: "12"},
	}}
	for _, p := range phones {
		s.Dispatchers = append(s.Dispatchers, housing.Dispatcher{Phone: p})
	}
	return s
}

func TestHousesThatCallTheSameStandTogether(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		board
		want string
	}{
		"one house": {
			board{mine: []housing.Service{service(1, "Ясное", "ул. Мира", "УК *Уют*", "+70000000001", "112")}},
			"Мира, 12 · УК *Уют*\n+7 000 000-00-01, круглосуточно\n112, круглосуточно",
		},
		"the same dispatcher": {
			board{mine: []housing.Service{
				service(1, "Ясное", "ул. Мира", "УК", "005"), service(2, "Ясное", "ул. Сада", "УК", "005"),
			}},
			"Мира, 12; Сада, 12 · УК\n005, круглосуточно",
		},
		"of two organisations, in two towns": {
			board{mine: []housing.Service{
				service(1, "Ясное", "ул. Мира", "УК", "005"), service(2, "Тихое", "ул. Мира", "ТСЖ", "005"),
			}},
			"Ясное, Мира, 12 · УК\n005, круглосуточно\n\nТихое, Мира, 12 · ТСЖ\n005, круглосуточно",
		},
		"no phone": {
			board{mine: []housing.Service{service(1, "Ясное", "ул. Мира", "УК")}},
			"Мира, 12 · УК\nТелефон пока не указан, он есть на квитанции и в подъезде.",
		},
		"a stranger": {
			board{common: []housing.Service{service(0, "", "", "УК", "005")}},
			"УК\n005, круглосуточно",
		},
		"nobody can be called": {board{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := strings.TrimRight("Аварийная служба\nПожар, угроза жизни: 112. Запах газа: 104.\n\n"+tt.want, "\n")
			if got := shownOf(t, tt.board); got != want {
				t.Errorf("shows\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestAStoreThatFailsIsNotHidden(t *testing.T) {
	t.Parallel()
	p := Ports{Services: board{fail: errors.New("no answer")}}
	if _, err := p.numbers().Load(t.Context(), scene{}); err == nil {
		t.Error("the error is lost")
	}
	if m := p.numbers().Decide(scene{}, nil, dialogs.Input{Text: "алло"}); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}
