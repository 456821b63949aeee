package sample

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// The bank accounts of the payees, at a bank that does not exist.
const (
	BIK           = "045099099"
	Bank          = "АО «Светлобанк», г. Светлоречье"
	Correspondent = "30101810200000000099"
	OwnAccount    = "40702810100000000012" // of the organisation
	OwnKPP        = "549901001"
	FundAccount   = "40603810500000000012" // of the capital repair fund
	Fund          = "Фонд капитального ремонта Светлоречья"
	FundINN       = "5499001413"
	FundKPP       = "549901002"
)

// charge is one line of a document: a volume at a tariff, or a fixed sum.
type charge struct {
	service, unit, method string
	volume, tariff        string // empty: sum is fixed
	sum                   string
	common                bool // a share of the common property's use
	recalculation, reason string
	about                 about
}

// about is what a line tells for reference: norms, the meter of the house and its volumes.
type about struct{ norm, commonNorm, house, premises, property string }

// charged is what the template says of c: its sum and its total.
func (c charge) charged() (sum, total decimal.Decimal) {
	sum = amount(c.sum)
	if c.volume != "" {
		sum = amount(c.volume).Mul(amount(c.tariff)).Round(2)
	}
	return sum, sum.Add(amount(c.recalculation))
}

func amount(s string) decimal.Decimal {
	if s == "" {
		return decimal.Decimal{}
	}
	return decimal.RequireFromString(s)
}

// capitalRate is the contribution to capital repair for a square metre.
const capitalRate = "12.80"

// use is how much a flat used in a month.
type use struct{ cold, waste, heat string }

// charges are the lines of a flat in a month.
func (f flat) charges(u use, month time.Month) []charge {
	heat := charge{
		service: "Отопление", unit: "Гкал", method: "Прибор учета", volume: u.heat,
		tariff: "2310.00",
		about:  about{norm: "0.0235", house: shown(3120, 44, month), premises: "41.87"},
	}
	if f.account == KnownAccount && month == time.October {
		heat.recalculation, heat.reason = "-20.00", "Отопление включили на день позже"
	}
	return []charge{
		{service: "Содержание жилого помещения", unit: "м²", volume: f.billed(), tariff: "21.90"},
		{
			service: "Холодная вода", unit: "м³", method: "Прибор учета", volume: u.cold, tariff: "42.30",
			about: about{norm: "5.193", house: shown(18432, 371, month), premises: "358.4", property: "2.1"},
		},
		{
			service: "Водоотведение", unit: "м³", method: "Прибор учета", volume: u.waste, tariff: "28.14",
			about: about{norm: "8.348"},
		},
		heat,
		{service: "Обращение с ТКО", unit: "чел.", method: "Норматив", volume: f.heads(), tariff: "68.35"},
		{
			service: "Электроэнергия на общее имущество", unit: "кВт·ч", volume: "14.12", tariff: "4.39",
			common: true,
			about:  about{commonNorm: "0.84", house: shown(40215, 3911, month), property: "678"},
		},
		{service: "Домофон", sum: "45.00"},
		{service: "Антенна", sum: "20.00"},
	}
}

// shown is what a meter of the house shows at the end of a month, after a reading in August.
func shown(august, monthly int, month time.Month) string {
	return strconv.Itoa(august + monthly*int(month-time.August))
}

// billed is the area that charges are for.
func (f flat) billed() string {
	if f.account == KnownAccount {
		return "45.3"
	}
	return f.area
}

func (f flat) heads() string {
	if f.account == KnownAccount {
		return "2"
	}
	return strconv.Itoa(f.persons)
}

// used is what a flat used: drawn from its number, more heat towards the winter.
func (f flat) used(month time.Month) use {
	if f.account == KnownAccount {
		switch month {
		case time.September:
			return use{"4.094", "5.292", "0.195"}
		case time.November:
			return use{"4.310", "5.410", "0.517"}
		default:
			return use{"4.102", "5.292", "0.382"}
		}
	}
	litres := int64(2100 + f.number*37%2900)
	if month == time.October {
		litres += int64(f.number % 9 * 31)
	}
	heat := amount(f.area).Mul(decimal.New(43, -4)).Round(3)
	switch month {
	case time.October:
		heat = amount(f.area).Mul(decimal.New(84, -4)).Round(3)
	case time.November:
		heat = amount(f.area).Mul(decimal.New(113, -4)).Round(3)
	default:
	}
	return use{
		cold: decimal.New(litres, -3).String(), waste: decimal.New(litres*3/2, -3).String(),
		heat: heat.String(),
	}
}

// owed is the debt of a flat at the beginning of October.
func (f flat) owed(month time.Month) decimal.Decimal {
	switch {
	case month != time.October:
		return decimal.Decimal{}
	case f.account == KnownAccount:
		return amount("100.00")
	case f.number%7 == 0:
		return decimal.New(int64(f.number)*31, 0)
	}
	return decimal.Decimal{}
}

// Charges returns a writer of the template of payment documents for September,
// October or November 2026.
func Charges(month time.Month) func(io.Writer) error {
	return func(to io.Writer) error {
		w := newWorkbook()
		w.sheet("Разделы 1-2", documentTitles(), 3)
		w.sheet("Разделы 3-6", chargeTitles(), 4)
		w.sheet("Платежные реквизиты", []string{
			"Номер платежного документа", "№ платежного реквизита", "БИК", "Расчетный счет", "Сумма",
			statusTitle,
		}, 1)
		lines, requisites := 4, 1
		for i, f := range town() {
			number := fmt.Sprintf("%02d-%s", int(month), f.account)
			var sum decimal.Decimal
			for _, c := range f.charges(f.used(month), month) {
				lines++
				w.row("Разделы 3-6", lines, c.cells(number))
				_, total := c.charged()
				sum = sum.Add(total)
			}
			capital := amount(f.billed()).Mul(amount(capitalRate)).Round(2)
			w.row("Разделы 1-2", i+4, f.document(month, number, sum.Add(capital), capital))
			w.row("Платежные реквизиты", requisites+1, []any{number, "1", BIK, OwnAccount, rubles(sum), nil})
			w.row("Платежные реквизиты", requisites+2, []any{
				number, "2", BIK, FundAccount,
				rubles(capital), nil,
			})
			requisites += 2
		}
		return w.finish(to)
	}
}

const statusTitle = "Статус обработки"

func documentTitles() []string {
	return []string{
		"Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
		"Общая площадь для ЛС", "Жилая площадь", "Отапливаемая площадь", "Количество проживающих",
		"Сумма к оплате за расчетный период, руб. (по всем услугам за расчетный период)",
		"Задолженность за предыдущие периоды, руб.", "Аванс на начало расчетного периода, руб.",
		"Оплачено денежных средств, руб.",
		"Учтены платежи, поступившие до указанного числа расчетного периода включительно",
		"Дата последней поступившей оплаты",
		"Субсидии, компенсации и иные меры социальной поддержки граждан, руб.",
		"Итого к оплате с учетом задолженности/аванса, руб.", "БИК банка", "Расчетный счет",
		"Капремонт: размер взноса на кв.м, руб.", "Капремонт: всего начислено за расчетный период, руб.",
		"Капремонт: перерасчеты всего, руб.", "Капремонт: льготы, субсидии, руб.",
		"Капремонт: порядок расчетов",
		"Капремонт: итого к оплате за расчетный период, руб.", "Капремонт: № платежного реквизита",
		"Дополнительная информация", "Идентификатор платежного документа", statusTitle,
	}
}

func (f flat) document(month time.Month, name string, sum, capital decimal.Decimal) []any {
	debt := f.owed(month)
	paid := any(nil)
	if f.account == KnownAccount && month == time.October {
		paid = 2508.15
	}
	return []any{
		f.els + "-01", "Текущий", name, fmt.Sprintf("%02d.2026", int(month)),
		number(f.billed()), "@", "@", "@", rubles(sum), rubles(debt), 0, paid, "25", nil, nil,
		rubles(sum.Add(debt)), nil, nil,
		number(capitalRate), rubles(capital), nil, nil, nil, rubles(capital), "2",
		nil, fmt.Sprintf("%s-01-6%02d1", f.els, int(month)), nil,
	}
}

func chargeTitles() []string {
	return []string{
		"Номер платежного документа", "Услуга", "Единица измерения",
		"Индивидуальное потребление: способ определения объемов КУ", "Индивидуальное потребление: объем",
		"Содержание общего имущества: способ определения объемов КУ", "Содержание общего имущества: объем",
		"Тариф, руб./единицу измерения", "Размер платы: индивидуальное потребление, руб.",
		"Размер платы: общее имущество, руб.", "Всего начислено за расчетный период, руб.",
		"Повышающий коэффициент", "Размер превышения платы, руб.", "Перерасчеты всего, руб.",
		"Льготы, субсидии, скидки, руб.", "Порядок расчетов", "Основания перерасчетов",
		"Сумма перерасчета, руб.",
		"Справочно: норматив индивидуальный", "Справочно: норматив общедомовой", "Справочно: показание ОДПУ",
		"Справочно: суммарный объем в помещениях", "Справочно: суммарный объем на общее имущество",
		"Итого всего, руб.", "№ платежного реквизита", statusTitle,
	}
}

func (c charge) cells(document string) []any {
	sum, total := c.charged()
	own, common := rubles(sum), any(nil)
	volume, shared := number(c.volume), any(nil)
	if c.common {
		own, common, volume, shared = nil, rubles(sum), nil, number(c.volume)
	}
	return []any{
		document, c.service, text(c.unit), text(c.method), volume, nil, shared, number(c.tariff), own, common,
		rubles(sum), nil, nil, number(c.recalculation), nil, nil, text(c.reason), number(c.recalculation),
		number(c.about.norm), number(c.about.commonNorm), number(c.about.house), number(c.about.premises),
		number(c.about.property), rubles(total), "1", nil,
	}
}

// rubles returns a sum as a cell keeps numbers.
func rubles(d decimal.Decimal) any { return number(d.StringFixed(2)) }

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
