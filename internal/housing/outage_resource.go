package housing

// Utility is what may be switched off in a house: the resources, and the lifts.
type Utility string

// The utilities. A resource has the same name here as on a meter.
const (
	UtilityColdWater   = Utility(ColdWater)
	UtilityHotWater    = Utility(HotWater)
	UtilityElectricity = Utility(Electricity)
	UtilityHeating     = Utility(Heating)
	UtilityGas         = Utility(Gas)
	UtilitySewage      = Utility(Sewage)
	UtilityLift        = Utility("lift")
)

// Utilities returns every utility in the order in which dispatchers are asked for it.
func Utilities() []Utility {
	return []Utility{
		UtilityColdWater,
		UtilityHotWater,
		UtilityElectricity,
		UtilityHeating,
		UtilityGas,
		UtilitySewage,
		UtilityLift,
	}
}

// ServiceCode returns the number of the service in outage reports of ГИС ЖКХ
// (importOutageReport); false: the system does not know it.
func (u Utility) ServiceCode() (int, bool) {
	code, ok := map[Utility]int{
		UtilityColdWater: 1, UtilityHotWater: 2, UtilitySewage: 3, UtilityElectricity: 4, UtilityGas: 5,
		UtilityHeating: 6,
	}[u]
	return code, ok
}
