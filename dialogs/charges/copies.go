package charges

import (
	"slices"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// copies are buttons that copy what is typed into the form of a bank: of the
// payer, then of each payee. A label ends with the last signs of what it copies.
func (c charges) copies(st housing.Statement) [][]dialogs.Button {
	rows := make([][]dialogs.Button, 0, 2+2*len(st.Document.Requisites))
	seen := map[string]bool{}
	add := func(row []dialogs.Button, key, value string) []dialogs.Button {
		if value == "" || seen[key+value] {
			return row
		}
		seen[key+value] = true
		return append(row, dialogs.Copying(c.t.Label(key, "Value", tail(value)), value)...)
	}
	own := add(nil, "charges.copy_account", st.Account.Number)
	own = add(own, "charges.copy_els", st.Account.ELS)
	rows = append(rows, own, add(nil, "charges.copy_document", number(st.Document)))
	for i, r := range st.Document.Requisites {
		var inn string
		if i < len(st.Payees) {
			inn = st.Payees[i].INN
		}
		row := add(add(nil, "charges.copy_inn", inn), "charges.copy_bik", r.BIK)
		rows = append(rows, row, add(nil, "charges.copy_bank_account", r.Account))
	}
	return slices.DeleteFunc(rows, func(row []dialogs.Button) bool { return len(row) == 0 })
}

// number is the number of a document by which a bank finds it.
func number(d *housing.Document) string {
	if d.GISID != "" {
		return d.GISID
	}
	return d.Number
}

// tail is the end of a number, by which two of a kind are told apart.
func tail(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}
