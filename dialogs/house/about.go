package house

import (
	"context"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// known is what ‹Информация о доме› shows.
type known struct {
	house   housing.House
	window  housing.Window
	service housing.Service
	housing.HouseFacts
}

// about is ‹Информация о доме›.
func (p Ports) about() dialogs.Step[draft, known] {
	return dialogs.Step[draft, known]{
		ID: string(About), Calls: []string{p.Appeal},
		Load: func(ctx context.Context, s scene) (v known, err error) {
			if v.house, err = p.house(ctx, s); err != nil {
				return v, err
			}
			if v.window, err = p.Houses.Window(ctx, s.Draft.House); err != nil {
				return v, err
			}
			if v.service, err = p.Services.ServiceOf(ctx, s.Draft.House); err != nil {
				return v, err
			}
			v.HouseFacts, err = p.Houses.Facts(ctx, s.Draft.House)
			return v, err
		},
		Show: p.showAbout,
		Decide: func(s scene, _ known, in dialogs.Input) move {
			if in.Act.Do == "ask-manager" {
				return p.inquire(s, topicFacts, p.Texts.Label("house.about"))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showAbout(s scene, v known) dialogs.Screen {
	today := todayAt(s, v.house)
	slot := v.window.On(today)
	all := make([]housing.Stated, 0, len(v.Suppliers)+2)
	all = append(all, v.Passport.Stated, v.Office.Stated)
	for _, x := range v.Suppliers {
		all = append(all, x.Stated)
	}
	first, last := texts.SpanStart(slot.First, slot.Last, today), texts.Date(slot.Last, today)
	return dialogs.Screen{Text: texts.Join("\n\n",
		p.heading("house.about", v.house),
		p.passport(v),
		p.office(v),
		p.suppliers(v.Suppliers),
		p.Texts.T("house.readings", "First", first, "Last", last),
		p.sources(all...),
	), Rows: [][]dialogs.Button{p.askRow()}}
}

// heading names the section and the whole address.
func (p Ports) heading(key string, h housing.House) texts.Text {
	return p.Texts.T("house.section", "Section", p.Texts.T(key), "Address", texts.Address(h.Address, ""))
}

func todayAt(s scene, h housing.House) housing.Date { return housing.DateOf(s.Now.In(h.Location())) }

func (p Ports) passport(v known) texts.Text {
	f := v.Passport
	if f.Year == 0 {
		return p.Texts.T("house.no_passport", "Organisation", v.house.Organisation.Name)
	}
	line := func(key string, value any) texts.Text {
		if value == "" || value == 0 {
			return ""
		}
		return p.Texts.T(key, "Value", value)
	}
	area := func(key string, d decimal.NullDecimal) texts.Text {
		if !d.Valid {
			return ""
		}
		return p.Texts.T(key, "Value", texts.Number(d.Decimal))
	}
	return texts.Join("\n",
		line("house.year", strconv.Itoa(f.Year)), line("house.floors", f.Floors),
		line("house.entrances", f.Entrances), line("house.flats", f.Flats),
		area("house.area", f.Area), area("house.living", f.Living),
		line("house.series", f.Series), line("house.walls", f.Walls), line("house.cadastre", f.Cadastre),
		line("house.oktmo", f.OKTMO))
}

func (p Ports) office(v known) texts.Text {
	org, f := v.house.Organisation, v.Office
	text := p.Texts.T("house.organisation", "Name", org.Name, "INN", org.INN, "OGRN", f.OGRN)
	for _, x := range []struct{ key, value string }{
		{"house.office_address", f.Address},
		{"house.office_hours", f.Hours},
		{"house.office_phone", texts.Phone(f.Phone)},
		{"house.office_mail", f.Mail},
		{"house.office_site", f.Site},
	} {
		if x.value != "" {
			text = texts.Join("\n", text, p.Texts.T(x.key, "Value", x.value))
		}
	}
	if f.On.IsZero() {
		text = texts.Join("\n", text, p.Texts.T("house.no_office"))
	}
	return texts.Join("\n", text, p.dispatchers(v))
}

func (p Ports) dispatchers(v known) texts.Text {
	if len(v.service.Dispatchers) == 0 {
		return ""
	}
	phones := make([]string, len(v.service.Dispatchers))
	for i, d := range v.service.Dispatchers {
		phones[i] = strings.TrimSuffix(texts.Phone(d.Phone)+", "+d.Hours, ", ")
	}
	return p.Texts.T("house.dispatcher", "Phones", strings.Join(phones, "; "))
}

func (p Ports) suppliers(all []housing.Supplier) texts.Text {
	if len(all) == 0 {
		return p.Texts.T("house.no_suppliers")
	}
	text := p.Texts.T("house.suppliers")
	for _, x := range all {
		text = texts.Join("\n", text, p.Texts.T("house.supplier",
			"Resource", texts.Capital(x.Resource), "Name", x.Name, "Phone", texts.Phone(x.Phone)))
	}
	return text
}

// sources says where all that is from and of what day, each pair once.
func (p Ports) sources(all ...housing.Stated) (text texts.Text) {
	seen := map[housing.Stated]bool{}
	for _, x := range all {
		if x.Source == "" || seen[x] {
			continue
		}
		seen[x] = true
		text = texts.Join("\n", text, p.Texts.T("house.source",
			"Source", x.Source, "On", texts.Date(x.On, housing.Date{})))
	}
	return text
}
