package texts

import "dombot/internal/housing"

// OutageKeys are the keys of what is said of a utility.
type OutageKeys struct {
	Name string // «холодная вода»
	Off  string // «нет холодной воды»
	Will string // «холодной воды не будет»
	On   string // «холодная вода есть»
}

// UtilityKeys returns the keys of a utility.
func UtilityKeys(u housing.Utility) OutageKeys {
	switch u {
	case housing.UtilityColdWater:
		return OutageKeys{"outage.name_cold", "outage.off_cold", "outage.will_cold", "outage.on_cold"}
	case housing.UtilityHotWater:
		return OutageKeys{"outage.name_hot", "outage.off_hot", "outage.will_hot", "outage.on_hot"}
	case housing.UtilityElectricity:
		return OutageKeys{"outage.name_power", "outage.off_power", "outage.will_power", "outage.on_power"}
	case housing.UtilityHeating:
		return OutageKeys{"outage.name_heat", "outage.off_heat", "outage.will_heat", "outage.on_heat"}
	case housing.UtilityGas:
		return OutageKeys{"outage.name_gas", "outage.off_gas", "outage.will_gas", "outage.on_gas"}
	case housing.UtilityLift:
		return OutageKeys{"outage.name_lift", "outage.off_lift", "outage.will_lift", "outage.on_lift"}
	default:
		return OutageKeys{"outage.name_sewage", "outage.off_sewage", "outage.will_sewage", "outage.on_sewage"}
	}
}
