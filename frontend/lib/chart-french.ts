// How a chart writes numbers and dates in French; English is the chart library's own. As `insight/charts/drawing.py` on paper.
type Seven = [string, string, string, string, string, string, string];
type Twelve = [string, string, string, string, string, string, string, string, string, string, string, string];

export const FRENCH_NUMBERS = { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0$"] as [string, string] };

export const FRENCH_DATES = {
  dateTime: "%-d %B %Y, %H:%M",
  date: "%Y-%m-%d",
  time: "%H:%M:%S",
  periods: ["AM", "PM"] as [string, string],
  days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"] as Seven,
  shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."] as Seven,
  months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"] as Twelve,
  shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."] as Twelve,
};
