package gis

// OutageSheet is the sheet with outages; a workbook that has none of that name
// is read from its first sheet.
const OutageSheet = "Отключения"

const (
	fieldOutagePlace  field = "outage_place"
	fieldOutageWhat   field = "outage_what"
	fieldOutageKind   field = "outage_kind"
	fieldOutageFrom   field = "outage_from"
	fieldOutageTo     field = "outage_to"
	fieldOutageReason field = "outage_reason"
)

// outageTemplate is a table of ours: ГИС ЖКХ has none for outages.
func outageTemplate() template {
	return template{sheet: OutageSheet, columns: []column{
		{fieldOutagePlace, "Дома", []string{
			"=дома", "=дом", "=адрес", "=адреса", "^адрес дома", "^адреса домов",
		}, true},
		{fieldOutageFrom, "Начало", []string{"=начало", "^начало", "^дата начала", "^с какого"}, true},
		{fieldOutageTo, "Окончание", []string{"=окончание", "^окончание", "^конец", "^дата окончания"}, true},
		{fieldOutageWhat, "Ресурс", []string{"=ресурс", "=ресурсы", "^что отключ", "=услуга"}, false},
		{fieldOutageReason, "Причина", []string{"^причина"}, false},
		{fieldOutageKind, "Вид", []string{"=вид", "^вид отключения"}, false},
		{statusField, statusTitle, []string{"^статус обработки"}, false},
	}}
}
