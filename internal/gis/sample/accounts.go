package sample

import (
	"fmt"
	"io"
	"strconv"
)

// Accounts writes the template of accounts, version 11.13: headers of two
// lines, the data from the third.
func Accounts(to io.Writer) error {
	w := newWorkbook()
	main := []string{
		"№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Идентификатор ЖКУ", "Тип лицевого счета",
		"Является нанимателем?", "ЛС на помещение(я) разделены?", "Фамилия", "Имя", "Отчество", "СНИЛС",
		"Вид документа, удостоверяющего личность", "Номер документа", "Серия документа", "Дата документа",
		"ОГРН/ОГРНИП", "НЗА", "КПП", "Общая площадь", "Жилая площадь", "Отапливаемая площадь",
		"Количество проживающих", "Единый лицевой счет", "Идентификатор ЖКУ", "Статус обработки",
	}
	w.sheet("Основные сведения", main, 2)
	w.group("Основные сведения", "Сведения о плательщике: физическое лицо", main, 7, 14)
	w.group("Основные сведения", "Сведения о плательщике: юридическое лицо", main, 15, 17)
	w.sheet("Помещения", []string{
		"№ записи лицевого счета", "Адрес", "Код дома по ФИАС (GUID)", "Тип помещения/блок",
		"Номер помещения",
		"Номер комнаты", "Идентификатор дома, помещения, комнаты в ГИС ЖКХ",
		"Доля внесения платы, размер доли в %", "Номер подъезда", "Статус обработки",
	}, 2)
	w.sheet("Основания", []string{
		"№ записи ЛС", "Тип основания", "Идентификатор договора", "Договор социального найма: тип",
		"Договор социального найма: номер", "Договор социального найма: дата",
		"Договор ресурсоснабжения: идентификатор", "Договор ресурсоснабжения: номер",
		"Договор ресурсоснабжения: дата", "Статус обработки",
	}, 2)
	for i, f := range town() {
		w.row("Основные сведения", i+3, accountCells(i+1, f))
		w.row("Помещения", i+3, placeCells(i+1, f))
		w.row("Основания", i+3, []any{i + 1, "Договор управления", "ДУ-" + strconv.Itoa(f.house.first)})
	}
	return w.finish(to)
}

func accountCells(record int, f flat) []any {
	return []any{
		record, f.account, f.els + "-01", "ЛС УО", yesNo(f.renter), "Нет",
		f.holder[0], f.holder[1], f.holder[2], text(f.snils), nil, nil, nil, nil, nil, nil, nil,
		number(f.area), number(f.living), number(f.area), f.persons, f.els, f.els + "-01",
	}
}

func placeCells(record int, f flat) []any {
	return []any{
		record, f.house.address, f.house.guid, "Жилое помещение", strconv.Itoa(f.number), nil,
		f.premises(), 100, f.entrance(),
	}
}

// entrance counts the entrances of the house from flat 1 on.
func (f flat) entrance() int { return (f.number-1)/f.house.each + 1 }

// premises is the unique number of the flat in ГИС ЖКХ.
func (f flat) premises() string { return fmt.Sprintf("%.25s-%010d", f.house.number, f.number) }

func yesNo(yes bool) string {
	if yes {
		return "Да"
	}
	return "Нет"
}

// number returns a decimal as a cell keeps numbers.
func number(s string) any {
	if s == "" {
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return v
}
