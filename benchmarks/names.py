"""Names for many people, each as in the papers, in another spelling, and in its own script."""

_FAMILY = """
Abdallah Abdullah عبدالله
Abebe Abebbe አበበ
Ahmadi Achmadi احمدی
Akbari Akbary اکبری
Alassad Al-Asad الأسد
Aziz Asis عزيز
Bakr Bakir بكر
Barzani Barsani بارزانی
Berhane Berhaneh ብርሃነ
Bilal Belal بلال
Bondarenko Bondarjenko Бондаренко
Darwish Darwisch درويش
Diallo Jallow ديالو
Ezzat Izzat عزت
Farah Farrah فرح
Gebremedhin Ghebremedhin ገብረመድህን
Habib Habeeb حبيب
Haddad Hadad حداد
Hakimi Hakimy حکیمی
Hamidi Hameedi حمیدی
Hussaini Hosseini حسینی
Ibrahimi Ebrahimi ابراهیمی
Jafari Dschafari جعفری
Karimi Kareemi کریمی
Khalil Chalil خليل
Kidane Kidaneh ኪዳነ
Koval Kowal Коваль
Lysenko Lyssenko Лисенко
Mahmoud Mahmud محمود
Mansour Mansur منصور
Mohammadi Muhammadi محمدی
Moradi Muradi مرادی
Nazari Nasari نظری
Osman Othman عثمان
Petrenko Petrjenko Петренко
Qasem Kasem قاسم
Rahimi Raheemi رحیمی
Rostami Rustami رستمی
Sabah Sabbah صباح
Saleh Salih صالح
Shaheen Schahin شاهين
Sharifi Scharifi شریفی
Shevchuk Schewtschuk Шевчук
Tesfay Tesfaye ተስፋይ
Warsame Warsameh ورسمه
Yousefi Jussefi یوسفی
Zaher Zahir زاهر
Zerai Zeray ዘርኣይ
"""
_GIVEN = """
Abel Abiel ኣቤል
Adam Aadam آدم
Ahmed Achmed أحمد
Aisha Aischa عائشة
Ali Aly علي
Andrii Andrij Андрій
Arash Arasch آرش
Asma Asmaa أسماء
Daniel Danyel ዳንኤል
Dina Deena دينا
Fadi Fady فادي
Farida Fareeda فریده
Fatima Fatma فاطمة
Hamid Hameed حميد
Hana Hanna هناء
Hassan Hasan حسن
Helen Hellen ሄለን
Huda Hoda هدى
Iryna Irina Ірина
Jamal Dschamal جمال
Kamal Kemal كمال
Khaled Chalid خالد
Layla Leila ليلى
Leyla Leyle لەیلا
Mahdi Mehdi مهدی
Marina Maryna Марина
Mehret Mihret ምሕረት
Mina Meena مینا
Mohammed Muhammad محمد
Mona Muna منى
Mustafa Mostafa مصطفى
Nasrin Nasreen نسرین
Natalia Natalija Наталія
Noor Nur نور
Olena Jelena Олена
Omid Omeed امید
Parisa Pareesa پریسا
Petros Petrus ጴጥሮስ
Rahel Rachel ራሄል
Reza Resa رضا
Salma Selma سلمى
Samuel Samuil ሳሙኤል
Shirin Schirin شیرین
Soraya Suraya ثریا
Tariq Tarek طارق
Viktor Wiktor Віктор
Yonas Jonas ዮናስ
Zeinab Sainab زينب
"""


def _forms(table: str) -> tuple[tuple[str, str, str], ...]:
    rows = (line.split() for line in table.split("\n") if line)
    return tuple((official, other, native) for official, other, native in rows)


FAMILY = _forms(_FAMILY)
GIVEN = _forms(_GIVEN)
