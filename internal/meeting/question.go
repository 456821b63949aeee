package meeting

import (
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
)

// QuestionKind is what a question is about, as far as its majority depends on it.
type QuestionKind string

// The kinds of questions. Points are those of ЖК РФ ст. 44 ч. 2.
const (
	Chair         QuestionKind = "chair"
	Storage       QuestionKind = "storage"
	Council       QuestionKind = "council"
	CouncilHead   QuestionKind = "council_head"
	CouncilPay    QuestionKind = "council_pay"
	CouncilRepair QuestionKind = "council_repair"
	HeadPower     QuestionKind = "head_power"
	CurrentRepair QuestionKind = "current_repair"
	Fee           QuestionKind = "fee"
	CapitalRepair QuestionKind = "capital_repair"
	Rebuilding    QuestionKind = "rebuilding"
	Fund          QuestionKind = "fund"
	Loan          QuestionKind = "loan"
	Land          QuestionKind = "land"
	CommonUse     QuestionKind = "common_use"
	UsePerson     QuestionKind = "use_person"
	System        QuestionKind = "system"
	Administrator QuestionKind = "administrator"
	Expenses      QuestionKind = "expenses"
	Managing      QuestionKind = "managing"
	Direct        QuestionKind = "direct"
	Reduce        QuestionKind = "reduce"
	Other         QuestionKind = "other"
)

// Need is what a kind of question asks for, since a day.
type Need struct {
	Kind     QuestionKind
	From     housing.Date
	Majority ballot.Majority
	Act      string     // where the majority stands
	Attach   Attachment // what owners must be able to read before they vote
}

// Attachment is what belongs to a question.
type Attachment string

// What is attached.
const (
	Nothing  Attachment = ""
	Estimate Attachment = "estimate" // смета
	Contract Attachment = "contract" // текст договора
	Plan     Attachment = "plan"     // схема, проект
	Offer    Attachment = "offer"    // предложение о размере платы с расчётом
)

// needs is the table in the edition that is in force since 01.03.2025: no meeting that
// is called here is older. Majorities are those of ЖК РФ ст. 46 ч. 1, unless another
// article is named. A kind that is not told apart there is decided by those who take part.
func needs() []Need {
	since := housing.Date{Year: 2025, Month: time.March, Day: 1}
	const half, halfOfAll, thirds = ballot.MostOfPresent, ballot.MostOfAll, ballot.TwoThirdsOfAll
	return []Need{
		{Chair, since, half, "ЖК РФ, ст. 46 ч. 1", Nothing},
		{Storage, since, half, "ЖК РФ, ст. 46 ч. 1, 4", Nothing},
		{Council, since, half, "ЖК РФ, ст. 46 ч. 1, ст. 161.1 ч. 1", Nothing},
		{CouncilHead, since, half, "ЖК РФ, ст. 46 ч. 1, ст. 161.1 ч. 6", Nothing},
		{CouncilPay, since, half, "ЖК РФ, ст. 46 ч. 1, ст. 161.1 ч. 8.1", Nothing},
		{CouncilRepair, since, halfOfAll, "ЖК РФ, ст. 44 ч. 2 п. 4.2, ст. 46 ч. 1", Nothing},
		{HeadPower, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 4.3, ст. 46 ч. 1", Nothing},
		{CurrentRepair, since, half, "ЖК РФ, ст. 44 ч. 2 п. 4.1, ст. 46 ч. 1", Estimate},
		{Fee, since, half, "ЖК РФ, ст. 46 ч. 1, ст. 156 ч. 7", Offer},
		{CapitalRepair, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 1, ст. 46 ч. 1", Estimate},
		{Rebuilding, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 1, ст. 46 ч. 1", Plan},
		{Fund, since, halfOfAll, "ЖК РФ, ст. 44 ч. 2 п. 1.1, ст. 46 ч. 1", Nothing},
		{Loan, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 1.2, ст. 46 ч. 1", Contract},
		{Land, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 2, ст. 46 ч. 1", Plan},
		{CommonUse, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 3, ст. 46 ч. 1", Contract},
		{UsePerson, since, thirds, "ЖК РФ, ст. 44 ч. 2 п. 3.1, ст. 46 ч. 1", Nothing},
		{System, since, half, "ЖК РФ, ст. 44 ч. 2 п. 3.2, ст. 46 ч. 1", Nothing},
		{Administrator, since, half, "ЖК РФ, ст. 44 ч. 2 п. 3.3, ст. 46 ч. 1", Nothing},
		{Expenses, since, half, "ЖК РФ, ст. 44 ч. 2 п. 3.5, ст. 46 ч. 1", Nothing},
		{Managing, since, halfOfAll, "ЖК РФ, ст. 44 ч. 2 п. 4, ст. 46 ч. 1", Contract},
		{Direct, since, half, "ЖК РФ, ст. 44 ч. 2 п. 4.4, ст. 46 ч. 1", Nothing},
		{Reduce, since, ballot.EveryVote, "ЖК РФ, ст. 36 ч. 3", Plan},
		{Other, since, half, "ЖК РФ, ст. 46 ч. 1", Nothing},
	}
}

// Kinds returns the kinds of questions in order.
func Kinds() []QuestionKind {
	var kinds []QuestionKind
	seen := map[QuestionKind]bool{}
	for _, n := range needs() {
		if !seen[n.Kind] {
			kinds, seen[n.Kind] = append(kinds, n.Kind), true
		}
	}
	return kinds
}

// NeedOn returns what a kind of question asks for on a day; before the first
// entry, that one; of a kind that nobody knows, what [Other] asks for.
func NeedOn(kind QuestionKind, day housing.Date) Need {
	var found Need
	for _, n := range needs() {
		if n.Kind == kind && (found.Kind == "" || !day.Before(n.From)) {
			found = n
		}
	}
	if found.Kind == "" && kind != Other {
		return NeedOn(Other, day)
	}
	return found
}

// Template is a typical agenda; its sentences are in the catalogue under the kinds.
type Template struct {
	Name  string
	Kinds []QuestionKind
}

// Templates returns the typical agendas.
func Templates() []Template {
	return []Template{
		{"roof", []QuestionKind{Chair, CapitalRepair, Storage}},
		{"repair", []QuestionKind{Chair, CurrentRepair, Storage}},
		{"council", []QuestionKind{Chair, Council, CouncilHead, CouncilRepair, Storage}},
		{"annual", []QuestionKind{Chair, Fee, CurrentRepair, CouncilPay, Storage}},
		{"yard", []QuestionKind{Chair, Land, Storage}},
		{"lease", []QuestionKind{Chair, CommonUse, UsePerson, Storage}},
		{"managing", []QuestionKind{Chair, Managing, Direct, Storage}},
		{"system", []QuestionKind{Chair, System, Administrator, Expenses}},
	}
}
