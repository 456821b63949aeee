package receipt

import (
	"bytes"
	"fmt"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// PDF returns the payment document of a statement.
func PDF(st housing.Statement) ([]byte, error) {
	d := st.Document
	if d == nil || d.State != housing.DocumentPublished {
		return nil, &housing.Error{Kind: housing.Refused, Text: "charges.pdf_none"}
	}
	p := newPaper("Платёжный документ за " + texts.PeriodOfYear(st.Period))
	p.heading(st)
	p.parties(st)
	p.readings(st)
	p.services(*d)
	p.grounds(*d)
	p.reference(st)
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write payment document: %w", err)
	}
	return b.Bytes(), nil
}

func (p *paper) heading(st housing.Statement) {
	p.text(style{bold: true, size: 11}, "ПЛАТЁЖНЫЙ ДОКУМЕНТ (СЧЁТ)", margin, innerWidth)
	p.text(style{size: 8},
		"для внесения платы за содержание жилого помещения и предоставление коммунальных услуг за "+
			texts.PeriodOfYear(st.Period), margin, innerWidth)
	p.y += 4
}

// section writes the heading of a numbered section.
func (p *paper) section(title string) {
	p.room(40)
	p.y += 6
	p.text(style{bold: true, size: 8.5}, title, margin, innerWidth)
	p.y += 2
}

// codeSide is the side of a payment code: 35 mm, of at most 80.
const codeSide = 100.0

// parties is section 1: who pays whom, and the codes to pay by.
func (p *paper) parties(st housing.Statement) {
	p.section("Раздел 1. Сведения о плательщике и исполнителе услуг")
	d, a := st.Document, st.Account
	s := style{size: 8}
	p.text(s, "Плательщик: "+or(a.Holder, "не указан")+" · Лицевой счёт "+a.Number+els(a), margin, innerWidth)
	p.text(s, "Адрес помещения: "+texts.Address(a.House.Address, a.Premises)+"."+area(a), margin, innerWidth)
	org := a.House.Organisation
	p.text(s, "Исполнитель: "+org.Name+", ИНН "+org.INN+phone(org)+".", margin, innerWidth)
	if d.GISID != "" {
		p.text(s, "Идентификатор платёжного документа: "+d.GISID+".", margin, innerWidth)
	}
	p.text(style{bold: true, size: 9}, "К оплате: "+texts.Money(d.Sums.Due)+until(st), margin, innerWidth)
	for i, r := range d.Requisites {
		p.payee(st, i, r)
	}
}

// payee is the block of one bank account: what is paid there, the numbers as
// text, and the code beside them.
func (p *paper) payee(st housing.Statement, i int, r housing.Requisite) {
	p.room(codeSide + 8)
	p.y += 6
	top, left := p.y, margin
	if code, ok := Code(st, i); ok {
		img, err := symbol(code)
		p.note(err)
		if err == nil {
			p.picture(img, margin, top, codeSide)
			left += codeSide + 10
		}
	}
	var q housing.Payee
	if i < len(st.Payees) {
		q = st.Payees[i]
	}
	s, width := style{size: 8}, pageWidth-margin-left
	p.text(style{bold: true, size: 8.5}, "Получатель: "+or(q.Name, "не назван"), left, width)
	if q.INN != "" {
		p.text(s, "ИНН "+q.INN+" КПП "+or(q.KPP, "нет"), left, width)
	}
	p.text(s, "Расчётный счёт "+r.Account+", БИК "+r.BIK, left, width)
	if q.Bank != "" {
		p.text(s, "Банк: "+q.Bank+", корр. счёт "+or(q.Correspondent, "не назван"), left, width)
	}
	p.text(s, "Назначение: "+purpose(st), left, width)
	p.text(style{bold: true, size: 8.5}, "Сумма: "+texts.Money(Payable(*st.Document, i)), left, width)
	if left > margin {
		p.y = max(p.y, top+codeSide)
	}
}

func chargeColumns() []column {
	return []column{
		{"Виды услуг", 146, false},
		{"Единица", 44, false},
		{"Объём, инд.", 54, true},
		{"Объём, общ.", 50, true},
		{"Тариф, руб.", 54, true},
		{"Плата, инд.", 58, true},
		{"Плата, общ.", 52, true},
		{"В т. ч. повышение", 52, true},
		{"Начислено", 62, true},
		{"Перерасчёт", 52, true},
		{"Льготы", 52, true},
		{"Пени", 46, true},
		{"Итого, руб.", 63, true},
	}
}

// services is section 3: the calculation.
func (p *paper) services(d housing.Document) {
	p.section("Раздел 3. Расчёт размера платы за содержание жилого помещения, коммунальные услуги " +
		"и взноса на капитальный ремонт")
	rows := make([][]string, 0, len(d.Charges)+1)
	for i := range d.Charges {
		c := &d.Charges[i]
		rows = append(rows, []string{
			c.Service, c.Unit, optional(c.Volume), optional(c.CommonVolume), price(c.Tariff),
			money(c.Own), money(c.Common), money(c.Excess), texts.Rubles(c.Charged),
			money(c.Recalculation), money(c.Benefit.Neg()), money(c.Penalty), texts.Rubles(c.Total),
		})
	}
	total := make([]string, len(chargeColumns()))
	total[0], total[len(total)-1] = "Итого за расчётный период", texts.Rubles(d.Sums.Charged)
	p.table(chargeColumns(), append(rows, total))
}

// reference is section 4: the sums beside those of the month.
func (p *paper) reference(st housing.Statement) {
	d := st.Document
	p.section("Раздел 4. Справочная информация")
	s := style{size: 8}
	for _, x := range []struct {
		name string
		sum  decimal.Decimal
	}{
		{"Задолженность за предыдущие периоды", d.Sums.Debt},
		{"Аванс на начало расчётного периода", d.Sums.Advance},
		{"Оплачено в расчётном периоде", d.Sums.Paid},
		{"Субсидии и компенсации", d.Sums.Support},
		{"Начислено за расчётный период", d.Sums.Charged},
	} {
		p.text(s, x.name+": "+texts.Money(x.sum), margin, innerWidth)
	}
	if !d.Sums.Counted.IsZero() {
		p.text(s, "Учтены платежи, поступившие до "+texts.Date(d.Sums.Counted, housing.Date{})+
			" включительно", margin, innerWidth)
	}
	if d.Info != "" {
		p.text(s, d.Info, margin, innerWidth)
	}
	p.told(*d)
	const edition = "Редакция %d. Сведений о рассрочке (раздел 5) в данных организации нет."
	p.text(style{size: 6.5}, fmt.Sprintf(edition, d.Edition), margin, innerWidth)
}

// grounds tells why something was recalculated.
func (p *paper) grounds(d housing.Document) {
	var rows [][]string
	for i := range d.Charges {
		if c := &d.Charges[i]; !c.Recalculation.IsZero() || c.Reason != "" {
			rows = append(rows, []string{
				c.Service, or(c.Reason, "не названо"),
				texts.Rubles(c.Recalculation),
			})
		}
	}
	if len(rows) == 0 {
		return
	}
	p.section("Сведения о перерасчётах")
	p.table([]column{{"Виды услуг", 240, false}, {"Основание", 400, false}, {"Сумма, руб.", 145, true}}, rows)
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

func els(a housing.Account) string {
	s := ""
	if a.ELS != "" {
		s += ", ЕЛС " + a.ELS
	}
	if a.IZHKU != "" {
		s += ", ИЖКУ " + a.IZHKU
	}
	return s
}

func area(a housing.Account) string {
	if !a.Area.IsPositive() {
		return ""
	}
	return " Общая площадь " + texts.Number(a.Area) + " м²."
}

func phone(o housing.Organisation) string {
	if o.Phone == "" {
		return ""
	}
	return ", телефон " + o.Phone
}

func until(st housing.Statement) string {
	return ". Срок оплаты: до " + texts.Date(st.DueDays.Due(st.Period).Last, housing.Date{})
}

func optional(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return texts.Number(d.Decimal)
}

func price(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return ""
	case d.Decimal.Equal(d.Decimal.Round(2)):
		return texts.Rubles(d.Decimal)
	}
	return texts.Number(d.Decimal)
}

// money leaves nothing out but zero.
func money(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return texts.Rubles(d)
}
