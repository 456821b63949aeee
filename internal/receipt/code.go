package receipt

import (
	"fmt"
	"image"
	"image/draw"
	"strings"
	"unicode/utf8"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// The longest values of GOST R 56042-2014, in signs.
const (
	maxName    = 160
	maxBank    = 45
	maxPurpose = 210
)

// Code returns the payment code of a requisite: the line of GOST R 56042-2014
// in UTF-8. False: the organisation has not said who is paid.
func Code(st housing.Statement, i int) (string, bool) {
	known := st.Document != nil && i < len(st.Document.Requisites) && i < len(st.Payees)
	if !known || st.Payees[i].Name == "" {
		return "", false
	}
	p, sum := st.Payees[i], Payable(*st.Document, i)
	correspondent := p.Correspondent
	if correspondent == "" {
		correspondent = "0"
	}
	values := []string{
		"Name=" + cut(p.Name, maxName), "PersonalAcc=" + p.Account, "BankName=" + cut(p.Bank, maxBank),
		"BIC=" + p.BIK, "CorrespAcc=" + correspondent, "Sum=" + sum.Shift(2).Truncate(0).String(),
		"Purpose=" + cut(purpose(st), maxPurpose), "PayeeINN=" + p.INN,
	}
	if p.KPP != "" {
		values = append(values, "KPP="+p.KPP)
	}
	values = append(values, "PersAcc="+st.Account.Number,
		fmt.Sprintf("PaymPeriod=%02d%04d", int(st.Period.Month), st.Period.Year), "TechCode=02")
	separator := separatorFor(values)
	return "ST00012" + separator + strings.Join(values, separator), true
}

// separatorFor returns a sign that none of the values holds.
func separatorFor(values []string) string {
	for _, s := range []string{"|", ";", "^", "~", "#"} {
		free := true
		for _, v := range values {
			free = free && !strings.Contains(v, s)
		}
		if free {
			return s
		}
	}
	return "`"
}

func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit])
}

func purpose(st housing.Statement) string {
	return fmt.Sprintf("Оплата ЖКУ за %02d.%04d, ЛС %s",
		int(st.Period.Month), st.Period.Year, st.Account.Number)
}

// Payable is the part of what is due that goes to a requisite: the debt belongs
// to the first, and an advance lowers the first before the others.
func Payable(d housing.Document, i int) decimal.Decimal {
	left := d.Sums.Due
	for j := len(d.Requisites) - 1; j > 0; j-- {
		part := decimal.Min(left, decimal.Max(d.Requisites[j].Sum, decimal.Zero))
		if j == i {
			return part
		}
		left = left.Sub(part)
	}
	return left
}

// symbol draws the code with the white margin that readers need. The standard
// asks for byte mode without ECI.
func symbol(code string) (image.Image, error) {
	b, err := qr.Encode(code, qr.M, qr.Unicode)
	if err != nil {
		return nil, fmt.Errorf("encode payment code: %w", err)
	}
	const module, quiet = 6, 4
	side := b.Bounds().Dx()
	scaled, err := barcode.Scale(b, side*module, side*module)
	if err != nil {
		return nil, fmt.Errorf("draw payment code: %w", err)
	}
	whole := image.NewGray(image.Rect(0, 0, (side+2*quiet)*module, (side+2*quiet)*module))
	draw.Draw(whole, whole.Bounds(), image.White, image.Point{}, draw.Src)
	inner := scaled.Bounds().Add(image.Pt(quiet*module, quiet*module))
	draw.Draw(whole, inner, scaled, image.Point{}, draw.Src)
	return whole, nil
}
