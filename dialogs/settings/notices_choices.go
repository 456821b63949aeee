package settings

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// offered are the hours of a digest, the hours ahead and the quiet hours that
// have a button. Others are typed.
func offeredDigests() []int { return []int{12, 17, 18, 19, 20, 21} }
func offeredAhead() []int   { return []int{1, 2, 3, 6, 12, 24} }

func offeredQuiet() []housing.Quiet {
	return []housing.Quiet{{From: 21, Until: 9}, {From: 22, Until: 8}, {From: 23, Until: 7}}
}

// How many buttons stand in a row: a phone cuts the names of cities in three.
const (
	inRow       = 3
	citiesInRow = 2
)

func rowsOf[T any](all []T, inRow int, button func(T) []dialogs.Button) (rows [][]dialogs.Button) {
	for some := range slices.Chunk(all, inRow) {
		row := make([]dialogs.Button, 0, inRow)
		for _, one := range some {
			row = append(row, button(one)...)
		}
		rows = append(rows, row)
	}
	return rows
}

// planned asks when to tell of planned outages.
func (p NoticePorts) planned() wishStep {
	return p.choice("planned", func(w housing.Wishes) dialogs.Screen {
		before := rowsOf(offeredDigests(), inRow, func(h int) []dialogs.Button {
			holds := w.Planned == housing.WishDigest && w.Digest == h
			label := chosen(p.Texts.Label("wish.digest_at", "At", hour(h)), holds)
			return dialogs.OnArg(label, "digest", strconv.Itoa(h))
		})
		ahead := rowsOf(offeredAhead(), inRow, func(n int) []dialogs.Button {
			holds := w.Planned == housing.WishAhead && w.Ahead == n
			label := chosen(p.Texts.Label("wish.ahead_for", "N", n), holds)
			return dialogs.OnArg(label, "ahead", strconv.Itoa(n))
		})
		off := dialogs.On(chosen(p.Texts.Label("wish.off"), w.Planned == housing.WishOff), "off")
		return dialogs.Screen{
			Text: texts.Join("\n", p.toldPlanned(w), p.Texts.T("wish.planned_ask")),
			Rows: slices.Concat(before, ahead, [][]dialogs.Button{off}),
		}
	}, p.wishPlanned)
}

func (p NoticePorts) wishPlanned(w housing.Wishes, in dialogs.Input) (housing.Wishes, texts.Text) {
	do, n := in.Act.Do, number(in.Act.Arg)
	if do == "" {
		do, n = readPlanned(in.Text)
	}
	switch {
	case do == "off":
		w.Planned = housing.WishOff
	case do == "digest" && 0 <= n && n < 24:
		w.Planned, w.Digest = housing.WishDigest, n
	case do == "ahead" && 1 <= n && n <= housing.AheadMost:
		w.Planned, w.Ahead = housing.WishAhead, n
	default:
		return w, p.Texts.T("wish.planned_unknown", "Max", housing.AheadMost)
	}
	return w, ""
}

// readPlanned reads «в 19», «накануне в 19:00», «за 3 часа», «за сутки».
func readPlanned(typed string) (do string, n int) {
	folded := strings.ToLower(strings.TrimSpace(typed))
	all := hoursIn(folded)
	switch {
	case strings.HasPrefix(folded, "за") && strings.Contains(folded, "сут"):
		return "ahead", 24
	case len(all) != 1:
		return "", 0
	case strings.HasPrefix(folded, "за"):
		return "ahead", all[0]
	}
	return "digest", all[0]
}

// hoursIn returns the whole hours that are named, in order.
func hoursIn(typed string) (all []int) {
	for _, word := range strings.FieldsFunc(strings.NewReplacer(":00", "", ".00", "").Replace(typed),
		func(r rune) bool { return !unicode.IsDigit(r) }) {
		all = append(all, number(word))
	}
	return all
}

// quiet asks for the hours in which nothing sounds.
func (p NoticePorts) quiet() wishStep {
	return p.choice("quiet", func(w housing.Wishes) dialogs.Screen {
		var rows [][]dialogs.Button
		for _, q := range offeredQuiet() {
			label := p.Texts.Label("wish.quiet_span", "From", hour(q.From), "Until", hour(q.Until))
			span := strconv.Itoa(q.From) + "-" + strconv.Itoa(q.Until)
			rows = append(rows, dialogs.OnArg(chosen(label, q == w.Quiet), "quiet", span))
		}
		none := dialogs.On(chosen(p.Texts.Label("wish.quiet_never"), w.Quiet.None()), "none")
		return dialogs.Screen{Text: p.Texts.T("wish.quiet_ask"), Rows: append(rows, none)}
	}, func(w housing.Wishes, in dialogs.Input) (housing.Wishes, texts.Text) {
		if in.Act.Do == "none" {
			w.Quiet = housing.Quiet{}
			return w, ""
		}
		span := hoursIn(in.Act.Arg + in.Text)
		if len(span) != 2 || slices.Max(span) > 24 || span[0]%24 == span[1]%24 {
			return w, p.Texts.T("wish.quiet_unknown")
		}
		w.Quiet = housing.Quiet{From: span[0] % 24, Until: span[1] % 24}
		return w, ""
	})
}

// zone asks by which clock the person lives.
func (p NoticePorts) zone() wishStep {
	return p.choice("zone", func(w housing.Wishes) dialogs.Screen {
		cities := rowsOf(housing.Zones(), citiesInRow, func(z string) []dialogs.Button {
			return dialogs.OnArg(chosen(p.Texts.Label(texts.CityKey(z)), w.Zone == z), "zone", z)
		})
		house := dialogs.OnArg(chosen(p.Texts.Label("wish.zone_as_house"), w.Zone == ""), "zone", "")
		return dialogs.Screen{
			Text: p.Texts.T("wish.zone_ask"), Rows: append(cities, house),
		}
	}, func(w housing.Wishes, in dialogs.Input) (housing.Wishes, texts.Text) {
		if in.Act.Do != "zone" {
			return w, p.Texts.T("wish.zone_unknown")
		}
		w.Zone = in.Act.Arg
		return w, ""
	})
}
