// Package sample writes the invented town of Светлоречье in the ГИС ЖКХ
// templates of accounts and meters: the demo and the documentation load it
// through the import, as a managing company would load its own files.
//
// The same bytes come out of every run. Nobody and nothing in it exists; the
// package refuses to know how its files are read.
package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// The organisation that manages the houses of the town, and where they stand.
const (
	INN          = "5499001269"
	Organisation = "УК «Уютный дом»"
	Phone        = "+7 000 000-00-00"
	Dispatcher   = "+7 000 000-00-01" // of every house, round the clock
	Zone         = "Asia/Novosibirsk"
)

// The flats that the documentation and the demo speak of.
const (
	KnownAccount = "1203045"    // ул. Ленина, 12, кв. 45
	KnownELS     = "54СВ203045" // of KnownAccount
	KnownSerial  = "18-345672"  // cold water, kitchen, of KnownAccount
	OtherAccount = "1207007"    // пр-кт Мира, 3, кв. 7
	OtherSerial  = "21-700701"  // cold water, kitchen, of OtherAccount
	OtherHouse   = "мира 3"     // as people type the house of OtherAccount
)

// OtherDispatchers are those of OtherHouse, which has its own.
func OtherDispatchers() []string {
	return []string{"+7 000 000-00-02, будни 8:00–20:00", Dispatcher + ", ночью и в выходные"}
}

// house is an apartment house of the town.
type house struct {
	address string
	guid    string
	number  string // unique number in ГИС ЖКХ
	first   int    // the account of flat 0
	letters string // of its ЕЛС
	flats   int
	each    int // flats of an entrance
	gas     bool
	heating bool // heat meters in the flats
}

func houses() []house {
	return []house{
		{
			address: "630900, Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12",
			guid:    "5e0f1c52-7a41-4d0b-9c36-120000000012", number: "5490000000000000000000012-00001",
			first: 1203000, letters: "СВ", flats: 144, each: 36, heating: true,
		},
		{
			address: "630900, Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12, корп. 2",
			guid:    "5e0f1c52-7a41-4d0b-9c36-120000000122", number: "5490000000000000000000122-00001",
			first: 1205000, letters: "СР", flats: 72, each: 36,
		},
		{
			address: "630900, Новосибирская обл., г. Светлоречье, пр-кт Мира, д. 3",
			guid:    "5e0f1c52-7a41-4d0b-9c36-120000000003", number: "5490000000000000000000003-00001",
			first: 1207000, letters: "СМ", flats: 90, each: 30, gas: true,
		},
	}
}

// flat is one account of the town with its meters.
type flat struct {
	house   house
	number  int
	account string
	els     string
	holder  [3]string // surname, name, patronymic
	snils   string
	renter  bool
	area    string
	living  string
	persons int
	meters  []device
}

// device is one meter of a flat.
type device struct {
	serial    string
	gis       string
	resource  string
	unit      string
	place     string
	tariffs   int
	last      [3]string
	checked   time.Time
	years     int
	automatic bool
}

// town draws every flat from one seed.
func town() []flat {
	g := &generator{
		random: rand.New(rand.NewPCG(2026, 11)), //nolint:gosec // the same town every time, nothing secret
		serial: map[string]bool{},
	}
	for _, f := range known() {
		for _, d := range f {
			g.serial[d.serial] = true
		}
	}
	var flats []flat
	for _, h := range houses() {
		for n := 1; n <= h.flats; n++ {
			flats = append(flats, g.flat(h, n))
		}
	}
	return flats
}

// generator draws flats and meters.
type generator struct {
	random *rand.Rand
	serial map[string]bool
	issued int // numbers given out by ГИС ЖКХ
}

func (g *generator) flat(h house, n int) flat {
	rooms := 1 + n%3
	area := 31 + 15*(rooms-1) + g.random.IntN(8)
	f := flat{
		house: h, number: n, account: strconv.Itoa(h.first + n),
		els:    fmt.Sprintf("54%s%06d", h.letters, (h.first+n)%1_000_000),
		holder: g.name(), renter: g.random.IntN(25) == 0, persons: 1 + g.random.IntN(rooms+1),
		area:   fmt.Sprintf("%d.%d", area, g.random.IntN(10)),
		living: fmt.Sprintf("%d.%d", area*3/5, g.random.IntN(10)),
	}
	f.meters = g.devices(h)
	if meters, ok := known()[f.account]; ok {
		f.meters = slices.Clone(meters)
	}
	if f.account == KnownAccount {
		f.holder, f.renter = [3]string{"Морозова", "Полина", "Игоревна"}, false
	}
	f.snils = numbers()[f.account]
	for i := range f.meters {
		g.number(&f.meters[i], f.account)
	}
	return f
}

// number gives most meters their number in ГИС ЖКХ; those of KnownAccount always.
func (g *generator) number(d *device, account string) {
	g.issued += 1 + g.random.IntN(5)
	if g.random.IntN(12) == 0 && account != KnownAccount || d.resource == gas {
		return
	}
	d.gis = fmt.Sprintf("54%09d", 100_000+g.issued)
}

func (g *generator) name() [3]string {
	surnames := []string{
		"Абрамов", "Белов", "Воронов", "Гусев", "Дорофеев", "Егоров", "Жданов", "Зимин", "Калинин", "Лаптев",
		"Макаров", "Носов", "Орехов", "Панов", "Родин", "Савин", "Тарасов", "Устинов", "Фомин", "Щербаков",
	}
	surname := surnames[g.random.IntN(len(surnames))]
	if g.random.IntN(2) == 0 {
		names := []string{
			"Анна", "Вера", "Галина", "Дарья", "Елена", "Жанна", "Ирина", "Ольга", "Софья",
			"Юлия",
		}
		fathers := []string{"Андреевна", "Борисовна", "Викторовна", "Ивановна", "Олеговна", "Петровна"}
		return [3]string{
			surname + "а", names[g.random.IntN(len(names))],
			fathers[g.random.IntN(len(fathers))],
		}
	}
	names := []string{
		"Алексей", "Борис", "Виктор", "Глеб", "Денис", "Игорь", "Кирилл", "Олег", "Пётр",
		"Юрий",
	}
	fathers := []string{"Андреевич", "Борисович", "Викторович", "Иванович", "Олегович", "Петрович"}
	return [3]string{surname, names[g.random.IntN(len(names))], fathers[g.random.IntN(len(fathers))]}
}
