package gis

// The sheets of the template of payment documents that are read.
const (
	DocumentSheet  = "Разделы 1-2"
	ChargeSheet    = "Разделы 3-6"
	RequisiteSheet = "Платежные реквизиты"
	PenaltySheet   = "Неустойки и судебные расходы"
)

const (
	fieldDocument    field = "document"
	fieldDocumentID  field = "document_id"
	fieldType        field = "type"
	fieldCharged     field = "charged"
	fieldDebt        field = "debt"
	fieldAdvance     field = "advance"
	fieldPaid        field = "paid"
	fieldCounted     field = "counted"
	fieldLastPaid    field = "last_paid"
	fieldSupport     field = "support"
	fieldDue         field = "due"
	fieldBIK         field = "bik"
	fieldBankAccount field = "bank_account"
	fieldRequisite   field = "requisite"
	fieldInfo        field = "info"
	fieldPenalties   field = "penalties"

	fieldCapitalRate          field = "capital_rate"
	fieldCapitalCharged       field = "capital_charged"
	fieldCapitalRecalculation field = "capital_recalculation"
	fieldCapitalBenefit       field = "capital_benefit"
	fieldCapitalTotal         field = "capital_total"

	fieldService       field = "service"
	fieldMethod        field = "method"
	fieldVolume        field = "volume"
	fieldCommonVolume  field = "common_volume"
	fieldTariff        field = "tariff"
	fieldOwn           field = "own"
	fieldCommon        field = "common"
	fieldExcess        field = "excess"
	fieldRecalculation field = "recalculation"
	fieldBenefit       field = "benefit"
	fieldReason        field = "reason"
	fieldTotal         field = "total"
	fieldSum           field = "sum"

	fieldNorm         field = "norm"
	fieldCommonNorm   field = "common_norm"
	fieldOwnReading   field = "own_reading"
	fieldHouseReading field = "house_reading"
	fieldHomesVolume  field = "premises_volume"
	fieldProperty     field = "property_volume"
)

// numbered names the document in every sheet.
func numbered() column {
	return column{
		fieldDocument, "Номер платежного документа",
		[]string{"^номер платежного документа", "=номер пд", "=№ пд"},
		true,
	}
}

func requisiteNumber() column {
	return column{fieldRequisite, "№ платежного реквизита", []string{"~платежного реквизита"}, false}
}

func statusColumn() column {
	return column{statusField, statusTitle, []string{"^статус обработки"}, false}
}

// documentTemplate is «Разделы 1-2» of payment documents.
func documentTemplate() template {
	return template{sheet: DocumentSheet, columns: []column{
		{fieldIZHKU, "Идентификатор ЖКУ", []string{"^идентификатор жку", "^идентификатор жилищно"}, true},
		{fieldType, "Тип ПД", []string{"^тип пд", "^тип платежного документа"}, false},
		numbered(),
		{fieldPeriod, "Расчетный период (ММ.ГГГГ)", []string{"^расчетный период"}, true},
		{fieldArea, "Общая площадь для ЛС", []string{"^общая площадь"}, false},
		{
			fieldCharged, "Сумма к оплате за расчетный период",
			[]string{"^сумма к оплате за расчетный период"},
			true,
		},
		{fieldDebt, "Задолженность за предыдущие периоды", []string{"^задолженность"}, false},
		{fieldAdvance, "Аванс на начало расчетного периода", []string{"^аванс"}, false},
		{fieldPaid, "Оплачено денежных средств", []string{"^оплачено"}, false},
		{fieldCounted, "Учтены платежи, поступившие до указанного числа", []string{"^учтены платежи"}, false},
		{fieldLastPaid, "Дата последней поступившей оплаты", []string{"^дата последней"}, false},
		{fieldSupport, "Субсидии, компенсации", []string{"^субсидии"}, false},
		{
			fieldDue, "Итого к оплате с учетом задолженности/аванса",
			[]string{
				"^итого к оплате с учетом", "^итого к оплате за расчетный период с учетом", "=итого с долгом",
			},
			false,
		},
		{fieldBIK, "БИК", []string{"=бик", "^бик "}, false},
		{fieldBankAccount, "Расчетный счет", []string{"^расчетный счет"}, false},
		{fieldCapitalRate, "Капремонт: размер взноса на кв.м", []string{
			"^капремонт размер",
			"^размер взноса",
		}, false},
		{fieldCapitalCharged, "Капремонт: всего начислено", []string{
			"^капремонт всего",
			"^всего начислено",
		}, false},
		{
			fieldCapitalRecalculation, "Капремонт: перерасчеты",
			[]string{"^капремонт перерасчет", "^перерасчет"},
			false,
		},
		{fieldCapitalBenefit, "Капремонт: льготы", []string{"^капремонт льготы", "^льготы"}, false},
		{
			fieldCapitalTotal, "Капремонт: итого к оплате",
			[]string{"^капремонт итого", "^итого к оплате за расчетный период"},
			false,
		},
		{fieldPenalties, "Итого по неустойкам", []string{"^итого по неустойкам"}, false},
		requisiteNumber(),
		{fieldInfo, "Дополнительная информация", []string{"^дополнительная информация"}, false},
		{fieldDocumentID, "Идентификатор платежного документа", []string{"^идентификатор платежного"}, false},
		statusColumn(),
	}}
}

// chargeTemplate is «Разделы 3-6»: a line is a service of a document.
func chargeTemplate() template {
	return template{sheet: ChargeSheet, columns: append(chargeColumns(), referenceColumns()...)}
}

// referenceColumns are «Справочная информация» of a line; all of them may be absent.
func referenceColumns() []column {
	about := func(f field, name string, patterns ...string) column {
		all := make([]string, 0, 2*len(patterns))
		for _, p := range patterns {
			all = append(all, "^"+p, "^справочно "+p, "^справочная информация "+p)
		}
		return column{f, name, all, false}
	}
	return []column{
		about(fieldNorm, "Справочно: норматив индивидуальный", "норматив индивидуальн",
			"норматив потребления коммунальных услуг индивидуальн",
			"норматив потребления коммунальных услуг в жилых"),
		about(fieldCommonNorm, "Справочно: норматив общедомовой", "норматив общедомов",
			"норматив потребления коммунальных услуг общедомов",
			"норматив потребления коммунальных услуг на общедомов",
			"норматив потребления коммунальных услуг в целях"),
		about(fieldOwnReading, "Справочно: показание ИПУ", "показание ипу",
			"текущие показания приборов учета коммунальных услуг индивидуальн"),
		about(fieldHouseReading, "Справочно: показание ОДПУ", "показание одпу",
			"текущие показания приборов учета коммунальных услуг коллективн"),
		about(fieldHomesVolume, "Справочно: суммарный объем в помещениях", "суммарный объем в помещениях",
			"суммарный объем коммунальных услуг в доме в помещениях"),
		about(fieldProperty, "Справочно: суммарный объем на общее имущество", "суммарный объем на общее",
			"суммарный объем коммунальных услуг в доме на общедомов",
			"суммарный объем коммунальных услуг в доме в целях"),
	}
}

func chargeColumns() []column {
	return []column{
		numbered(),
		{fieldService, "Услуга", []string{"^услуга", "^вид услуги"}, true},
		{fieldUnit, "Единица измерения", []string{"^единица измерения"}, false},
		{
			fieldMethod, "Индивидуальное потребление: способ определения объема",
			[]string{"^индивидуальное потребление способ"},
			false,
		},
		{
			fieldVolume, "Индивидуальное потребление: объем",
			[]string{"^индивидуальное потребление объем"},
			false,
		},
		{
			fieldCommonVolume, "Содержание общего имущества: объем",
			[]string{"^содержание общего имущества объем"},
			false,
		},
		{fieldTariff, "Тариф", []string{"^тариф"}, false},
		{
			fieldOwn, "Размер платы: индивидуальное",
			[]string{"^размер платы индивидуальное", "^размер платы за коммунальные услуги индивидуальное"},
			false,
		},
		{
			fieldCommon, "Размер платы: общее имущество",
			[]string{"^размер платы общее", "^размер платы за коммунальные услуги общее"},
			false,
		},
		{fieldCharged, "Всего начислено за расчетный период", []string{"^всего начислено"}, true},
		{fieldExcess, "Размер превышения платы", []string{"^размер превышения"}, false},
		{fieldRecalculation, "Перерасчеты всего", []string{"^перерасчеты всего"}, false},
		{fieldBenefit, "Льготы, субсидии", []string{"^льготы"}, false},
		{fieldReason, "Основания перерасчетов", []string{"^основания перерасчетов"}, false},
		{fieldTotal, "Итого всего", []string{"^итого всего", "=итого"}, true},
		requisiteNumber(),
		statusColumn(),
	}
}

// penaltyTemplate is «Неустойки и судебные расходы».
func penaltyTemplate() template {
	return template{sheet: PenaltySheet, columns: []column{
		numbered(),
		{fieldService, "Вид начисления", []string{"^вид начисления", "^вид"}, true},
		{fieldReason, "Основания начислений", []string{"^основания"}, false},
		{fieldSum, "Сумма, руб.", []string{"^сумма"}, true},
		statusColumn(),
	}}
}

// requisiteTemplate is «Платежные реквизиты»: the bank accounts of a document.
func requisiteTemplate() template {
	return template{sheet: RequisiteSheet, columns: []column{
		numbered(), requisiteNumber(),
		{fieldBIK, "БИК", []string{"=бик", "^бик "}, true},
		{fieldBankAccount, "Расчетный счет", []string{"^расчетный счет"}, true},
		{fieldSum, "Сумма", []string{"^сумма"}, false},
		statusColumn(),
	}}
}
