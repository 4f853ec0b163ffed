/**
 * Common passwords in lower case that almost meet the usual requirements. Okta's own list is much longer; tests
 * only need the setting to have an effect.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `123456789 1234567890 12345678 87654321 11111111 00000000 password password1 password12 password123 password1234
  password! password1! password123! password@123 p@ssword p@ssword1 p@ssw0rd p@ssw0rd1 p@ssw0rd123 passw0rd passw0rd1
  passw0rd123 passw0rd! pa$$word pa$$word1 pa$$w0rd pa$$w0rd1 passwort passwort1 qwertyui qwertyuiop qwerty12 qwerty123
  qwerty1234 qwerty123! qwerty1! 1qaz2wsx 1q2w3e4r 1q2w3e4r5t qazwsxedc asdfghjk asdfghjkl asdf1234 zxcvbnm1 zaq12wsx
  abcd1234 abc12345 abcdefg1 a1b2c3d4 aa123456 a1234567 welcome1 welcome12 welcome123 welcome1! welcome123! welcome@123
  letmein1 letmein123 letmein! changeme changeme1 changeme123 changeme! changeit1 iloveyou iloveyou1 iloveyou123 admin123
  admin1234 admin123! admin@123 administrator administrator1 superman1 batman123 football football1 baseball baseball1
  basketball1 sunshine sunshine1 princess princess1 dragon123 monkey123 shadow123 master123 trustno1 whatever1 starwars
  starwars1 charlie1 michael1 jennifer1 computer computer1 internet internet1 default1 default123 secret123 secret12
  test1234 test12345 testtest1 tester123 temp1234 temporary1 summer2023 summer2024 summer2025 winter2023 winter2024
  winter2025 spring2024 spring2025 autumn2024 autumn2025 january1 february1 monday123 google123 samsung1 pokemon123
  liverpool1 chelsea123 arsenal123 chocolate1 blink182 freedom1 hello123 hello1234 helloworld1 server123 oracle123
  okta1234 okta12345 welcome2024 welcome2025 company1 company123 letmein1! root1234 toor1234`.split(/\s+/),
);
