/** Letters that ICAO Doc 9303, part 3, section 6 does not write as the same letter without its mark. */
const WRITTEN: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Æ: 'AE',
  Å: 'AA',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  I: 'I',
  ı: 'I',
  Ĳ: 'IJ',
  Ł: 'L',
  Ŋ: 'N',
  Ñ: 'N',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  ß: 'SS',
  ẞ: 'SS',
  Ŧ: 'T',
  Þ: 'TH',
  Ü: 'UE',
}

/**
 * A name as passports have it for machines: capital letters from A to Z, `<` for blanks and hyphens, at most 80.
 * Undefined where it has letters that are not Latin: nobody can say here how its bearer's papers write them.
 */
export function machineReadable(name: string): string | undefined {
  let text = ''
  for (const letter of name.normalize('NFC').toUpperCase()) {
    const written = WRITTEN[letter] ?? letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    if (/^[A-Z]+$/.test(written)) text += written
    else if (/^[\s<-]$/.test(written)) text += '<'
    else if (!/^['\u2018\u2019\u02bc.,`\u00b4]?$/.test(written)) return undefined
  }
  return text.split('<').filter(Boolean).join('<').slice(0, 80)
}
