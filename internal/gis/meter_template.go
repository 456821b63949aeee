package gis

// MeterSheet is the sheet of the template of meters that is read.
const MeterSheet = "Сведения о ПУ"

const (
	fieldSerial    field = "serial"
	fieldMeterKind field = "meter_kind"
	fieldHouseID   field = "house_id"
	fieldAccount   field = "account"
	fieldAutomatic field = "automatic"
	fieldPlace     field = "place"
	fieldResource  field = "resource"
	fieldTariffs   field = "tariffs"
	fieldLast1     field = "last1"
	fieldLast2     field = "last2"
	fieldLast3     field = "last3"
	fieldTaken     field = "taken"
	fieldLastBy    field = "last_by"
	fieldUnit      field = "unit"
	fieldInstalled field = "installed"
	fieldVerified  field = "verified"
	fieldInterval  field = "interval"
	fieldGISNumber field = "gis_number"
)

// meterTemplate is «Сведения о ПУ», versions 11.10 and 11.13. The day and the
// kind of the last values are columns that an organisation may add to it.
func meterTemplate() template {
	return template{sheet: MeterSheet, columns: []column{
		{fieldSerial, "Заводской (серийный) номер ПУ", []string{"^заводской", "~серийный номер"}, true},
		{fieldMeterKind, "Вид ПУ", []string{"=вид пу", "=вид прибора учета", "=тип пу"}, true},
		{fieldAddress, "Адрес дома", []string{"^адрес"}, false},
		{
			fieldHouseID, "Уникальный номер дома",
			[]string{"^уникальный номер дома", "^идентификатор дома"},
			false,
		},
		{
			fieldPremisesID, "Уникальный номер помещения",
			[]string{"^уникальный номер помещения", "^идентификатор помещения"},
			false,
		},
		{fieldPremises, "Номер помещения", []string{"^номер помещения", "^номер квартиры"}, false},
		{
			fieldAccount, "Номер лицевого счета / ЕЛС / Идентификатор ЖКУ",
			[]string{"^номер лицевого счета", "^номер лс", "^лицевой счет", "^идентификатор жку"},
			false,
		},
		{
			fieldAutomatic, "Наличие возможности дистанционного снятия показаний",
			[]string{"^наличие возможности дистанционного"},
			false,
		},
		{fieldPlace, "Место установки текущего ПУ", []string{"^место установки"}, false},
		{
			fieldResource, "Вид коммунального ресурса",
			[]string{"^вид коммунального ресурса", "=коммунальный ресурс"},
			true,
		},
		{
			fieldTariffs, "Вид ПУ по количеству тарифов",
			[]string{"^вид пу по количеству тарифов", "~количеству тарифов"},
			false,
		},
		{fieldLast1, "Последнее полученное показание Т1", []string{"~показание т1", "=т1"}, false},
		{fieldLast2, "Последнее полученное показание Т2", []string{"~показание т2", "=т2"}, false},
		{fieldLast3, "Последнее полученное показание Т3", []string{"~показание т3", "=т3"}, false},
		{fieldTaken, "Дата последнего показания", []string{"^дата последнего", "^дата снятия"}, false},
		{fieldLastBy, "Вид последнего показания", []string{"^вид последнего", "=вид показания"}, false},
		{fieldUnit, "Единица измерения", []string{"^единица измерения"}, false},
		{fieldInstalled, "Дата установки", []string{"^дата установки"}, false},
		{
			fieldVerified, "Дата последней поверки",
			[]string{"^дата последней поверки", "^дата поверки"},
			false,
		},
		{fieldInterval, "Межповерочный интервал", []string{"^межповерочный интервал"}, false},
		{fieldGISNumber, "Номер ПУ в ГИС ЖКХ", []string{"^номер пу в гис"}, false},
		{statusField, statusTitle, []string{"^статус обработки"}, false},
	}}
}
