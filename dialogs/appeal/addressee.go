package appeal

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/appeal/book"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// takersLooked is how many organisations are searched.
const takersLooked = 1000

// choosing is what addressees are chosen from.
type choosing struct {
	appeal    housing.Appeal
	takers    []housing.Organisation
	suppliers []housing.Supplier // of the house
}

func (f flow) loadChoosing(ctx context.Context, s scene) (v choosing, err error) {
	if v.appeal, err = f.load(ctx, s); err != nil {
		return v, err
	}
	house := v.appeal.House.ID
	if v.takers, err = f.Appeals.Takers(ctx, house, takersLooked); err != nil || house == 0 {
		return v, err
	}
	facts, err := f.Houses.Facts(ctx, house)
	v.suppliers = facts.Suppliers
	return v, err
}

// addressee asks to whom: a list that opens on a press, and a search.
func (f flow) addressee() dialogs.Step[draft, choosing] {
	return dialogs.Step[draft, choosing]{
		ID: "addressee", Next: nexts("search"), Load: f.loadChoosing,
		Doc: []dialogs.Documented{{Step: "6", Labels: []string{"appeal.addressee", "appeal.search"}}},
		Show: func(s scene, v choosing) dialogs.Screen {
			screen := dialogs.Screen{Text: texts.Join("\n",
				f.t.T("appeal.step", "Step", 6)+" · *"+f.t.T("appeal.addressee")+"*",
				f.t.T("appeal.addressee_ask"))}
			if s.Draft.Open {
				all := f.suggested(v)
				screen.Text, screen.Rows = texts.Join("\n\n", screen.Text, f.named(all, 0)), f.listed(all, 0)
			} else {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.open_list"), "open"))
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.search"), "search"))
			return screen
		},
		Decide: func(s scene, _ choosing, in dialogs.Input) move {
			switch in.Act.Do {
			case "open":
				s.Draft.Open = true
				return dialogs.Stay(s.Draft)
			case "search":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "search")
			case pick.Choose:
				return dialogs.Do(s.Draft, in.Act)
			}
			return f.seek(s.Draft, in)
		},
		Commit: f.takeAddressee,
	}
}

// seek looks for an addressee by what was typed.
func (f flow) seek(d draft, in dialogs.Input) move {
	typed := housing.CleanText(in.Text)
	if in.Pressed() || housing.FoldAddress(typed) == "" ||
		utf8.RuneCountInString(typed) > housing.AppealTopicMax {
		return dialogs.Unknown(d)
	}
	return dialogs.To(draft{Appeal: d.Appeal, Query: typed}, "search")
}

// takeAddressee carries a choice out. Its name is that of this moment.
func (f flow) takeAddressee(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	v, err := f.loadChoosing(ctx, s)
	if err != nil {
		return move{}, err
	}
	for _, c := range f.everybody(v) {
		if c.key() == intent.Arg {
			return f.change(ctx, s, housing.AppealChange{To: &c.Addressee})
		}
	}
	m := dialogs.Stay(draft{Appeal: s.Draft.Appeal})
	m.Notice = f.t.T("error.appeal_not_taken")
	return m, nil
}

// candidate is somebody to write to.
type candidate struct {
	housing.Addressee

	level housing.AppealLevel
	short string // as buttons show it
	words string
}

// key tells it from others on buttons.
func (c candidate) key() string {
	if c.Here() {
		return pick.Key(c.Organisation)
	}
	return c.Authority
}

func (f flow) organisation(o housing.Organisation) candidate {
	return candidate{
		Addressee: housing.Addressee{Organisation: o.ID, Name: o.Name}, level: housing.LevelLocal,
		short: o.Name, words: o.INN,
	}
}

func (f flow) authority(a book.Authority, v choosing) candidate {
	name, at := a.Name, v.appeal.House.Address
	switch {
	case a.Level == housing.LevelMunicipal && at.Settlement != "":
		name += ", " + at.Settlement
	case a.Level == housing.LevelRegional && at.Region != "":
		name += ", " + at.Region
	}
	return candidate{
		Addressee: housing.Addressee{Authority: a.Key, Name: name}, level: a.Level,
		short: a.Short, words: a.Words,
	}
}

// suggested are those whom the topic and the house suggest, the likeliest first.
func (f flow) suggested(v choosing) []candidate {
	var all []candidate
	for _, key := range f.Book.Suggest(v.appeal.Topic.ID) {
		if a, ok := f.Book.Authority(key); ok {
			all = append(all, f.authority(a, v))
			continue
		}
		if strings.HasPrefix(key, book.Supply) {
			brings := func(resource string) bool { return book.Brings(key, resource) }
			all = append(all, f.supplying(v, brings)...)
			continue
		}
		for _, o := range v.takers {
			if o.ID == v.appeal.House.Organisation.ID && v.appeal.House.ID != 0 {
				all = append(all, f.organisation(o))
			}
		}
	}
	return all
}

// supplying are those who bring something to the house: who works here takes it here.
func (f flow) supplying(v choosing, brings func(resource string) bool) []candidate {
	var all []candidate
	for _, s := range v.suppliers {
		if !brings(s.Resource) {
			continue
		}
		c := candidate{
			Addressee: housing.Addressee{
				Authority: housing.AppealSupplierKey + cmp.Or(s.INN, s.Name), Name: s.Name,
			},
			level: housing.LevelLocal, short: s.Name, words: s.INN + " " + s.Resource,
		}
		for _, o := range v.takers {
			if same(s, o) {
				c = f.organisation(o)
			}
		}
		if !slices.ContainsFunc(all, func(x candidate) bool { return x.key() == c.key() }) {
			all = append(all, c)
		}
	}
	return all
}

// same reports whether a supplier is an organisation that works here: by its ИНН or, where the table
// names none, by its name.
func same(s housing.Supplier, o housing.Organisation) bool {
	if s.INN != "" {
		return s.INN == o.INN
	}
	name := housing.FoldAddress(s.Name)
	return name != "" && name == housing.FoldAddress(o.Name)
}

// everybody are all who can be written to, by levels.
func (f flow) everybody(v choosing) []candidate {
	all := make([]candidate, 0, len(v.takers))
	for _, o := range v.takers {
		all = append(all, f.organisation(o))
	}
	for _, c := range f.supplying(v, func(string) bool { return true }) {
		if !c.Here() {
			all = append(all, c)
		}
	}
	for _, level := range []housing.AppealLevel{
		housing.LevelMunicipal, housing.LevelRegional, housing.LevelFederal,
	} {
		for _, a := range f.Book.Authorities(level) {
			all = append(all, f.authority(a, v))
		}
	}
	return all
}

// shortName is how many signs of a name leave room for the mark on a phone.
const shortName = 18

// named lists who can be chosen in full.
func (f flow) named(all []candidate, page int) texts.Text {
	var lines texts.Text
	from := min(page*pick.PageSize, len(all))
	for _, c := range all[from:min(from+pick.PageSize, len(all))] {
		lines = texts.Join("\n", lines, "• "+texts.Escape(f.marked(c.Addressee)))
	}
	return lines
}

// listed are buttons of those who can be chosen, each saying how it takes appeals.
func (f flow) listed(all []candidate, page int) [][]dialogs.Button {
	choices := make([]pick.Choice, len(all))
	for i, c := range all {
		name, _ := pick.Cut(c.short, shortName)
		choices[i] = pick.Choice{
			Label: f.marked(housing.Addressee{Organisation: c.Organisation, Name: name}), Arg: c.key(),
		}
	}
	return pick.List(choices, page, f.t)
}

// marked is an addressee with the mark how it takes appeals.
func (f flow) marked(a housing.Addressee) string {
	if a.Here() {
		return a.Name + " · " + f.t.Label("appeal.here")
	}
	return a.Name + " · " + f.t.Label("appeal.yourself")
}

// search is ‹Расширенный поиск›: by name, or by level.
func (f flow) search() dialogs.Step[draft, choosing] {
	return dialogs.Step[draft, choosing]{
		ID: "search", Next: nexts("search"), Load: f.loadChoosing,
		Show: f.showSearch,
		Decide: func(s scene, _ choosing, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			switch in.Act.Do {
			case pick.Choose:
				return dialogs.Do(s.Draft, in.Act)
			case "level":
				return dialogs.Stay(draft{Appeal: s.Draft.Appeal, Branch: in.Act.Arg})
			}
			if m := f.seek(s.Draft, in); !m.Unknown {
				return dialogs.Stay(m.Draft)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.takeAddressee,
	}
}

func (f flow) showSearch(s scene, v choosing) dialogs.Screen {
	all, key := f.everybody(v), "appeal.search_ask"
	switch {
	case s.Draft.Query != "":
		exact := containing(s.Draft.Query, all)
		key = "appeal.search_found"
		if len(exact) == 0 {
			exact = book.Best(s.Draft.Query, all, candidate.named)
			key = "appeal.search_similar"
		}
		if all = exact; len(all) == 0 {
			key = "appeal.search_none"
		}
	case s.Draft.Branch != "":
		all = ofLevel(all, housing.AppealLevel(s.Draft.Branch))
		key = "appeal.search_found"
	default:
		all = nil
	}
	rows := f.listed(all, s.Draft.Page)
	for level, label := range f.levels() {
		rows = append(rows, dialogs.OnArg(label, "level", string(level)))
	}
	return dialogs.Screen{
		Text: texts.Join("\n", "*"+f.t.T("appeal.search")+"*", f.t.T(key, "Query", pick.Echo(s.Draft.Query)),
			f.named(all, s.Draft.Page)),
		Rows: rows,
	}
}

// levels yields the levels with their names, in order.
func (f flow) levels() func(yield func(housing.AppealLevel, string) bool) {
	return func(yield func(housing.AppealLevel, string) bool) {
		_ = yield(housing.LevelLocal, f.t.Label("appeal.level_local")) &&
			yield(housing.LevelMunicipal, f.t.Label("appeal.level_municipal")) &&
			yield(housing.LevelRegional, f.t.Label("appeal.level_regional")) &&
			yield(housing.LevelFederal, f.t.Label("appeal.level_federal"))
	}
}

func (c candidate) named() string { return c.Name + " " + c.words }

// containing returns those whose name holds the typed words as they are.
func containing(typed string, all []candidate) []candidate {
	var found []candidate
	for _, c := range all {
		if strings.Contains(housing.FoldAddress(c.named()), housing.FoldAddress(typed)) {
			found = append(found, c)
		}
	}
	return found
}

func ofLevel(all []candidate, level housing.AppealLevel) []candidate {
	var found []candidate
	for _, c := range all {
		if c.level == level {
			found = append(found, c)
		}
	}
	return found
}
