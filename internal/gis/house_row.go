package gis

import (
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// houseRow reads a row of a table about houses.
type houseRow struct {
	*row

	at     housing.TableRow
	stated housing.Stated
	key    housing.SNILSKey // hashes СНИЛС; zero: they are not read
}

// newHouseRow reads what every table has: the place, the source and its day.
func newHouseRow(r *row, now time.Time) *houseRow {
	h := &houseRow{row: r}
	h.at = housing.TableRow{
		Sheet: r.sheet.Name, Row: r.num, House: r.words("house", 200), OKTMO: h.oktmo(),
		Remove: r.yes("remove"),
	}
	if needsHouse := r.requires("house"); needsHouse && h.at.House == "" {
		r.fault("house", "не заполнено: нужен дом, например «Ленина 12»")
	}
	h.stated = housing.Stated{Source: h.need("source", 200), On: h.day("on")}
	// it is a day later in the east than here
	if tomorrow := housing.DateOf(now).Add(1); !now.IsZero() && tomorrow.Before(h.stated.On) {
		r.fault("on", "этот день ещё не наступил")
	}
	return h
}

// requires reports whether a table cannot do without a column.
func (r *row) requires(f field) bool {
	for _, c := range r.columns {
		if c.field == f {
			return c.required
		}
	}
	return false
}

// need is words that may not be missing.
func (h *houseRow) need(f field, limit int) string {
	s := h.words(f, limit)
	if s == "" && !h.bad {
		h.fault(f, "не заполнено")
	}
	return s
}

// day is a date that may not be missing.
func (h *houseRow) day(f field) housing.Date {
	d := h.date(f)
	if d.IsZero() && !h.bad {
		h.fault(f, "не заполнено: нужна дата вида 05.11.2026")
	}
	return d
}

// count is a whole number between bounds; 0 where there is none.
func (h *houseRow) count(f field, least, most int) int {
	d := h.number(f, 0)
	if d == nil {
		return 0
	}
	if d.LessThan(decimal.NewFromInt(int64(least))) || d.GreaterThan(decimal.NewFromInt(int64(most))) {
		h.fault(f, "«%s»: нужно число от %d до %d", shorten(h.text(f)), least, most)
		return 0
	}
	return int(d.IntPart())
}

// year is a year that may not be missing.
func (h *houseRow) year(f field, least, most int) int {
	n := h.count(f, least, most)
	if n == 0 && !h.bad {
		h.fault(f, "не заполнено: нужен год")
	}
	return n
}

// maxSum is what no sum and no area comes to.
const maxSum = 1_000_000_000_000

// measure is a number of at most places digits; not valid where there is none.
func (h *houseRow) measure(f field, places int32) decimal.NullDecimal {
	d := h.number(f, places)
	if d == nil {
		return decimal.NullDecimal{}
	}
	if d.GreaterThanOrEqual(decimal.NewFromInt(maxSum)) {
		h.fault(f, "слишком большое число")
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(*d)
}

// price is a number above zero that may not be missing.
func (h *houseRow) price(f field, places int32) decimal.Decimal {
	d := h.measure(f, places)
	if !d.Decimal.IsPositive() && !h.bad {
		h.fault(f, "нужна сумма в рублях больше нуля, например 42,30")
	}
	return d.Decimal
}

// span reads the first and the last day of what holds for a time.
func (h *houseRow) span() (from, to housing.Date) {
	from, to = h.day("from"), h.date("to")
	if !to.IsZero() && to.Before(from) {
		h.fault("to", "раньше дня «Действует с»")
	}
	return from, to
}

func (h *houseRow) inn() string {
	s := h.identifier("inn")
	if s != "" && !housing.ValidINN(s) {
		h.fault("inn", "«%s» — не ИНН: в нём 10 или 12 цифр, и последние контрольные", shorten(s))
	}
	return s
}

func (h *houseRow) oktmo() string {
	s := h.identifier("oktmo")
	if s != "" && !housing.ValidOKTMO(s) {
		h.fault("oktmo", "«%s» — не код ОКТМО: в нём 8 или 11 цифр", shorten(s))
	}
	return s
}

func (h *houseRow) ogrn() string {
	s := h.identifier("ogrn")
	if s == "" && !h.bad {
		h.fault("ogrn", "не заполнено")
	} else if s != "" && !housing.ValidOGRN(s) {
		h.fault("ogrn", "«%s» — не ОГРН: в нём 13 или 15 цифр, и последняя контрольная", shorten(s))
	}
	return s
}

func (h *houseRow) phone() string {
	s := h.words("phone", 100)
	if e164, ok := housing.ParsePhone(s); ok {
		return e164
	}
	if s != "" {
		h.fault("phone", "«%s» — не телефон: нужен номер вида +7 383 000-00-00", shorten(s))
	}
	return ""
}

// site is an address of pages, with its scheme.
func (h *houseRow) site() string {
	s := h.words("site", 200)
	if s == "" {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http")
	if !web || !strings.Contains(u.Host, ".") || u.User != nil {
		h.fault("site", "«%s» — не адрес сайта", shorten(s))
		return ""
	}
	return s
}

func (h *houseRow) mail() string {
	s := h.words("mail", 200)
	if name, host, ok := strings.Cut(s, "@"); s != "" && (!ok || name == "" || !strings.Contains(host, ".")) {
		h.fault("mail", "«%s» — не адрес электронной почты", shorten(s))
		return ""
	}
	return s
}

// keep adds a record whose row has no fault.
func keep[T any](h *houseRow, all *[]T, record T) {
	if !h.bad {
		*all = append(*all, record)
	}
}

func readOffice(h *houseRow, b *housing.HouseBook) {
	keep(h, &b.Offices, housing.OfficeRecord{TableRow: h.at, Office: housing.Office{
		OGRN: h.ogrn(), Address: h.words("address", 300), Phone: h.phone(), Hours: h.words("hours", 200),
		Mail: h.mail(), Site: h.site(), Stated: h.stated,
	}})
}

// The bounds of a passport.
const (
	oldestHouse = 1600
	newestHouse = 2100
	mostFloors  = 150
	mostFlats   = 10_000
)

func readPassport(h *houseRow, b *housing.HouseBook) {
	keep(h, &b.Passports, housing.PassportRecord{TableRow: h.at, Passport: housing.Passport{
		Year: h.year("year", oldestHouse, newestHouse), Floors: h.count("floors", 1, mostFloors),
		Entrances: h.count("entrances", 1, mostFloors), Flats: h.count("flats", 1, mostFlats),
		Area: h.measure("area", 2), Living: h.measure("living", 2), Series: h.words("series", 100),
		Walls: h.words("walls", 100), Cadastre: h.words("cadastre", 50), OKTMO: h.at.OKTMO, Stated: h.stated,
	}})
}

func readSupplier(h *houseRow, b *housing.HouseBook) {
	keep(h, &b.Suppliers, housing.SupplierRecord{TableRow: h.at, Supplier: housing.Supplier{
		Resource: h.need("resource", 100), Name: h.need("supplier", 200), INN: h.inn(), Phone: h.phone(),
		Stated: h.stated,
	}})
}

func readTariff(h *houseRow, b *housing.HouseBook) {
	from, to := h.span()
	keep(h, &b.Tariffs, housing.TariffRecord{TableRow: h.at, Tariff: housing.Tariff{
		Resource: h.need("resource", 100), Kind: h.words("kind", 50),
		Supplier: h.words("supplier", 200), INN: h.inn(),
		Price: h.price("price", 6), Unit: h.need("unit", 30),
		From: from, To: to, Act: h.words("act", 300), Stated: h.stated,
	}})
}

func readRepair(h *houseRow, b *housing.HouseBook) {
	const programme, short = "региональная программа", "краткосрочный план"
	plan := h.choice("plan", programme, short)
	if plan == "" && !h.bad {
		h.fault("plan", "не заполнено: нужно «%s» или «%s»", programme, short)
	}
	first, last := h.year("from", 2010, newestHouse), h.year("to", 2010, newestHouse)
	if last < first && !h.bad {
		h.fault("to", "раньше года начала")
	}
	keep(h, &b.Repairs, housing.RepairRecord{TableRow: h.at, Repair: housing.Repair{
		Short: plan == short, Work: h.need("work", 200), From: first, To: last, Cost: h.measure("cost", 2),
		State: h.repairState(), Stated: h.stated,
	}})
}

func (h *houseRow) repairState() housing.RepairState {
	words := []string{"запланировано", "идёт", "выполнено", "перенесено", "исключено"}
	chosen := h.choice("state", words...)
	for i, w := range words {
		if w == chosen {
			return housing.RepairStates()[i]
		}
	}
	if !h.bad {
		h.fault("state", "не заполнено: нужно одно из: %s", strings.Join(words, ", "))
	}
	return ""
}

func readContribution(h *houseRow, b *housing.HouseBook) {
	const common, special = "счёт регионального оператора", "специальный счёт"
	from, to := h.span()
	fund := housing.FundCommon
	switch h.choice("fund", common, special) {
	case special:
		fund = housing.FundSpecial
	case "":
		if !h.bad {
			h.fault("fund", "не заполнено: нужно «%s» или «%s»", common, special)
		}
	}
	keep(h, &b.Contributions, housing.ContributionRecord{TableRow: h.at, Contribution: housing.Contribution{
		Rate: h.price("price", 2), From: from, To: to, Act: h.words("act", 300), Fund: fund,
		Owner: h.need("owner", 200), OwnerINN: h.inn(), Stated: h.stated,
	}})
}
