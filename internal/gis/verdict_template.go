package gis

const (
	fieldPeriod  field = "period"
	fieldValue1  field = "value1"
	fieldValue2  field = "value2"
	fieldValue3  field = "value3"
	fieldVerdict field = "verdict"
)

// readingColumns are the columns of «Импорт показаний ИПУ», version 13.1.3.1, that are read back.
func readingColumns() []column {
	return []column{
		{fieldGISNumber, "Номер ПУ в ГИС ЖКХ", []string{"^номер пу в гис"}, true},
		{fieldPeriod, "Период", []string{"=период", "^период"}, true},
		{fieldValue1, "Показание Т1", []string{"~показание т1", "=т1"}, true},
		{fieldValue2, "Показание Т2", []string{"~показание т2", "=т2"}, false},
		{fieldValue3, "Показание Т3", []string{"~показание т3", "=т3"}, false},
	}
}

// verdictTemplate is the result workbook of «Импорт показаний ИПУ». The answer
// of ГИС ЖКХ stays in its column; ours gets one of its own.
func verdictTemplate() template {
	return template{sheet: ReadingSheet, columns: append(readingColumns(),
		column{fieldVerdict, statusTitle, []string{"^статус обработки"}, true},
		column{statusField, "Загрузка ответа", []string{"=загрузка ответа"}, false},
	)}
}
