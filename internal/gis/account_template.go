package gis

// The sheets of the template of accounts. «Основания» is tolerated and not read.
const (
	AccountSheet = "Основные сведения"
	PlaceSheet   = "Помещения"
)

const (
	fieldRecord     field = "record"
	fieldNumber     field = "number"
	fieldIZHKU      field = "izhku"
	fieldELS        field = "els"
	fieldKind       field = "kind"
	fieldRenter     field = "renter"
	fieldSurname    field = "surname"
	fieldName       field = "name"
	fieldPatronymic field = "patronymic"
	fieldSNILS      field = "snils"
	fieldOGRN       field = "ogrn"
	fieldArea       field = "area"
	fieldLiving     field = "living"
	fieldHeated     field = "heated"
	fieldPersons    field = "persons"
	fieldClosed     field = "closed"

	fieldAddress      field = "address"
	fieldFIAS         field = "fias"
	fieldPremisesKind field = "premises_kind"
	fieldPremises     field = "premises"
	fieldRoom         field = "room"
	fieldEntrance     field = "entrance"
	fieldPremisesID   field = "premises_id"
	fieldShare        field = "share"
)

// accountTemplate is «Основные сведения» of the accounts, version 11.13.
func accountTemplate() template {
	return template{sheet: AccountSheet, columns: []column{
		{fieldRecord, "№ записи", []string{"^записи", "~номер записи"}, true},
		{
			fieldNumber, "Номер ЛС (Иной идентификатор потребителя)",
			[]string{"^номер лс", "^номер лицевого счета", "~иной идентификатор потребителя"},
			true,
		},
		{
			fieldIZHKU, "Идентификатор ЖКУ",
			[]string{"^идентификатор жку", "^идентификатор жилищно-коммунальных услуг"},
			false,
		},
		{fieldELS, "Единый лицевой счет", []string{"^единый лицевой счет", "=елс"}, false},
		{fieldKind, "Тип лицевого счета", []string{"^тип лицевого счета", "^тип лс"}, false},
		{fieldRenter, "Является нанимателем?", []string{"~нанимател"}, false},
		{fieldSurname, "Фамилия", []string{"^фамилия"}, false},
		{fieldName, "Имя", []string{"=имя", "^имя "}, false},
		{fieldPatronymic, "Отчество", []string{"^отчество"}, false},
		{fieldSNILS, "СНИЛС", []string{"^снилс"}, false},
		{fieldOGRN, "ОГРН/ОГРНИП", []string{"^огрн"}, false},
		{fieldArea, "Общая площадь", []string{"^общая площадь"}, false},
		{fieldLiving, "Жилая площадь", []string{"^жилая площадь"}, false},
		{fieldHeated, "Отапливаемая площадь", []string{"^отапливаемая площадь"}, false},
		{
			fieldPersons, "Количество проживающих",
			[]string{"^количество прожива", "^количество зарегистрированных"},
			false,
		},
		{fieldClosed, "Дата закрытия", []string{"^дата закрытия"}, false},
		{statusField, statusTitle, []string{"^статус обработки"}, false},
	}}
}

// placeTemplate is «Помещения» of the accounts. The entrance is a column of the
// template of houses; where somebody adds it here, it is read here.
func placeTemplate() template {
	return template{sheet: PlaceSheet, columns: []column{
		{fieldRecord, "№ записи лицевого счета", []string{"^записи", "~номер записи"}, true},
		{fieldAddress, "Адрес", []string{"^адрес"}, true},
		{fieldFIAS, "Код дома по ФИАС (GUID)", []string{"~фиас", "~код дома по гар"}, false},
		{fieldPremisesKind, "Тип помещения/блок", []string{"^тип помещения"}, false},
		{
			fieldPremises, "Номер помещения",
			[]string{"^номер помещения", "^номер квартиры", "^помещения"},
			true,
		},
		{fieldRoom, "Номер комнаты", []string{"^номер комнаты", "^комнаты"}, false},
		{fieldEntrance, "Номер подъезда", []string{"^номер подъезда", "^подъезд"}, false},
		{
			fieldPremisesID, "Идентификатор дома, помещения, комнаты в ГИС ЖКХ",
			[]string{
				"^идентификатор дома", "^идентификатор помещения",
				"^уникальный номер помещения",
			},
			false,
		},
		{fieldShare, "Доля внесения платы, размер доли в %", []string{"^доля"}, false},
		{statusField, statusTitle, []string{"^статус обработки"}, false},
	}}
}
