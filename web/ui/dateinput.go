package ui

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DateInput asks for a day in three boxes, named NAME-day, NAME-month and NAME-year.
type DateInput struct {
	Name, Label, Hint, Error, Size string
	H1                             bool
	Day, Month, Year               string
}

func (DateInput) part() string          { return "dateinput" }
func (d DateInput) problem() Problem    { return problemAt(d.Name+"-day", d.Error) }
func (d DateInput) DescribedBy() string { return described(d.Name, d.Hint, d.Error) }

// Fill takes what the visitor typed.
func (d *DateInput) Fill(form url.Values) {
	d.Day = strings.TrimSpace(form.Get(d.Name + "-day"))
	d.Month = strings.TrimSpace(form.Get(d.Name + "-month"))
	d.Year = strings.TrimSpace(form.Get(d.Name + "-year"))
}

// Set takes a date.
func (d *DateInput) Set(t time.Time) {
	t = t.In(london)
	d.Day, d.Month, d.Year = strconv.Itoa(t.Day()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Year())
}

// Read gives midnight in London at the start of the day; if there is no such
// day it sets the field's error and reports false. what begins the sentence:
// "The close of the poll".
func (d *DateInput) Read(what string) (time.Time, bool) {
	day, err1 := strconv.Atoi(d.Day)
	month, err2 := strconv.Atoi(d.Month)
	year, err3 := strconv.Atoi(d.Year)
	if err1 != nil || err2 != nil || err3 != nil {
		d.Error = what + " must be a date in numbers, such as 14 12 2026."
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, london)
	if t.Day() != day || int(t.Month()) != month || year < 1900 || year > 9999 {
		d.Error = what + " must be a real date, such as 14 12 2026."
		return time.Time{}, false
	}
	return t, true
}
