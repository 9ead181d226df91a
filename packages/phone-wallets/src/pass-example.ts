import type { Instant } from '@excelsior/domain'
import type { Maker, PassWords, PhonePass } from './phone-pass.ts'

const words = (type: string, bornLabel: string, born: string, until: string): PassWords => ({
  type,
  bornLabel,
  born,
  untilLabel: `${type}, until`,
  until,
  howLabel: `${type}, how`,
  how: `Show it "as it is" \\ with an ID (${type}).`,
})

export const MAKER: Maker = { service: 'Excelsior Pass', organisation: 'Example State' }

export const PASS: PhonePass = {
  serial: '00112233445566778899aabbccddeeff',
  code: `EP1:${'6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA'.repeat(3).slice(0, 280)}`,
  name: 'Rosa Quiñones "Chela" Delgado',
  issued: Date.parse('2026-11-01T10:00:00-05:00') as Instant,
  expires: Date.parse('2027-04-30T00:00:00-04:00') as Instant,
  words: new Map([
    ['en', words('Vaccination', 'Born', '4 March 1988', 'Thursday, 29 April 2027, 23:59')],
    ['bn', words('টিকা', 'জন্মতারিখ', '4 মার্চ 1988', 'বৃহস্পতিবার, 29 এপ্রিল 2027, 23:59')],
    ['es', words('Vacunación', 'Nacimiento', '4 de marzo de 1988', 'jueves, 29 de abril de 2027, 23:59')],
    ['ht', words('Vaksinasyon', 'Dat nesans', '4 mas 1988', 'jedi 29 avril 2027, 23:59')],
    ['ko', words('백신 접종', '생년월일', '1988년 3월 4일', '2027년 4월 29일 목요일 23:59')],
    ['ru', words('Вакцинация', 'Дата рождения', '4 марта 1988 г.', 'четверг, 29 апреля 2027 г., 23:59')],
    ['zh-Hant', words('疫苗接種', '出生日期', '1988年3月4日', '2027年4月29日 星期四 23:59')],
  ]),
}
