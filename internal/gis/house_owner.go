package gis

import (
	"strings"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// SheetOwners is the register of owners, a row a right.
const SheetOwners = "Собственники"

func ownerSheets() []HouseSheet {
	return []HouseSheet{{SheetOwners, []HouseColumn{
		columnHouse(),
		{
			field: "premises", Title: "Помещение", Required: true, Hint: "номер: 45",
			also: []string{"=номер помещения", "=квартира"},
		},
		{field: "room", Title: "Комната", Hint: "если собственники у комнат разные"},
		{field: "purpose", Title: "Вид помещения", Hint: "жилое, нежилое, машино-место; пусто: жилое"},
		{field: "area", Title: "Площадь помещения", Required: true, Hint: "общая, м²: 45,3"},
		{field: "cadastre", Title: "Кадастровый номер", Hint: "54:32:010203:145"},
		{
			field: "holder", Title: "Собственник", Hint: "ФИО или название организации; пусто: неизвестен",
		},
		{field: fieldSNILS, Title: "СНИЛС", Hint: "человека: по нему его узнают при входе через Госуслуги"},
		{field: "ogrn", Title: "ОГРН", Hint: "организации, 13 или 15 цифр; пусто: собственник — человек"},
		{field: "share", Title: "Доля", Hint: "дробью: 1/2; пусто: всё помещение"},
		{
			field: "joint", Title: "Совместная",
			Hint: "Да: общая совместная собственность, по строке на человека",
		},
		{
			field: "number", Title: "Номер права",
			Hint: "номер регистрации; у совместной собственности один на всех",
		},
		{field: "registered", Title: "Дата права", Hint: "дата регистрации: 14.03.2019"},
		{field: "from", Title: "Право с", Hint: "первый день права; пусто: дата права"},
		{
			field: "until", Title: "Право прекращено",
			Hint: "с какого дня права больше нет: дата прекращения в ЕГРН",
		},
	}, readOwnership}}
}

// purposes are the words of «Вид помещения».
func purposes() map[string]owners.Kind {
	return map[string]owners.Kind{
		"": owners.Residential, "жилое": owners.Residential, "нежилое": owners.NonResidential,
		"машино-место": owners.Parking,
	}
}

// maxArea is what no premises come to, m².
const maxArea = 1_000_000

func readOwnership(h *houseRow, b *housing.HouseBook) {
	r := housing.OwnershipRecord{
		TableRow: h.at, Premises: h.need("premises", 50), Room: h.words("room", 50),
		Cadastre: h.words("cadastre", 50),
		Purpose:  string(purposes()[h.choice("purpose", "жилое", "нежилое", "машино-место")]),
		Owner:    h.words("holder", 300), Number: h.words("number", 100), Registered: h.date("registered"),
		From: h.date("from"), Until: h.date("until"), Joint: h.yes("joint"), Stated: h.stated,
	}
	area := h.measure("area", 4)
	if !area.Decimal.IsPositive() && !h.bad {
		h.fault("area", "нужна общая площадь помещения больше нуля, например 45,3")
	}
	if area.Decimal.IntPart() >= maxArea {
		h.fault("area", "слишком большая площадь")
	}
	r.Area = area.Decimal
	if r.From.IsZero() {
		r.From = r.Registered
	}
	h.owner(&r)
	keep(h, &b.Ownership, r)
}

// owner reads who has the right, and what of it.
func (h *houseRow) owner(r *housing.OwnershipRecord) {
	share := owners.Whole()
	if text := h.words("share", 50); text != "" {
		parsed, ok := owners.ParseShare(text)
		if !ok {
			h.fault("share", "«%s» — не доля: нужна дробь вида 1/2, проценты не подходят", shorten(text))
		}
		share = parsed
	}
	r.Num, r.Den = share.Num, share.Den
	if h.text("ogrn") != "" {
		r.OGRN = h.ogrn()
	}
	if h.text(fieldSNILS) != "" && h.key.Set() {
		r.SNILS = h.key.Hash(snils(h.row))
	}
	if !h.bad {
		h.fits(r)
	}
}

// fits looks whether what a row says of an owner goes together.
func (h *houseRow) fits(r *housing.OwnershipRecord) {
	person := h.text(fieldSNILS) != ""
	switch {
	case r.Owner == "":
		if r.OGRN != "" || person || h.text("share") != "" {
			h.fault("holder", "не заполнено")
		}
	case r.OGRN != "" && person:
		h.fault("ogrn", "СНИЛС есть у человека, ОГРН — у организации: оставьте одно")
	case r.From.IsZero():
		h.fault("from", "не заполнено: нужен день, с которого действует право")
	case !r.Until.IsZero() && !r.From.Before(r.Until):
		h.fault("until", "не позже дня «Право с»")
	case r.Joint && strings.TrimSpace(r.Number) == "":
		h.fault("number", "не заполнено: по номеру права видно, кто владеет вместе")
	}
}
