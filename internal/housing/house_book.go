package housing

// TableRow is where a record stands in a file of tables about houses, and of which house it tells.
type TableRow struct {
	Sheet  string
	Row    int
	House  string // as the table writes it; empty: all houses of the organisation
	OKTMO  string // of the territory, where no house is named; empty: all
	Remove bool   // the record is to be forgotten
}

// The records of a file of tables about houses.
type (
	// OfficeRecord tells of the organisation itself.
	OfficeRecord struct {
		TableRow
		Office
	}
	// PassportRecord tells of a house; its code of ОКТМО is that of the passport.
	PassportRecord struct {
		TableRow
		Passport
	}
	// SupplierRecord tells of a supplier.
	SupplierRecord struct {
		TableRow
		Supplier
	}
	// TariffRecord tells of a tariff.
	TariffRecord struct {
		TableRow
		Tariff
	}
	// RepairRecord tells of a work of capital repair.
	RepairRecord struct {
		TableRow
		Repair
	}
	// WorkRecord tells of a work.
	WorkRecord struct {
		TableRow
		Work
	}
	// LicenceRecord tells of a licence.
	LicenceRecord struct {
		TableRow
		Licence
	}
	// LicenceHouseRecord tells of a house that is, or was, in a licence.
	LicenceHouseRecord struct {
		TableRow
		Licence            string // its number
		FIAS               string
		Included, Excluded Date
		Stated
	}
	// DisqualifiedRecord tells of somebody disqualified, by the number of the licence.
	DisqualifiedRecord struct {
		TableRow
		Licence string
		Disqualified
	}
	// ContributionRecord tells of the contribution for capital repair.
	ContributionRecord struct {
		TableRow
		Contribution
	}
)

// HouseBook is a file of tables about houses.
type HouseBook struct {
	Offices       []OfficeRecord
	Passports     []PassportRecord
	Suppliers     []SupplierRecord
	Tariffs       []TariffRecord
	Repairs       []RepairRecord
	Contributions []ContributionRecord
	Works         []WorkRecord
	Licences      []LicenceRecord
	LicenceHouses []LicenceHouseRecord
	Disqualified  []DisqualifiedRecord
	Ownership     []OwnershipRecord
}
